"""What a board with the default configuration of PyRPL has, for type checkers.

Made by docs/make_stubs.py; changes by hand are lost.
"""

from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from pyrpl_pyro.client.frames import CurveFrame, SampleFrame
from pyrpl_pyro.client.handle import AcquisitionHandle
from pyrpl_pyro.client.module import ContainerProxy, ListProxy, ModuleProxy
from pyrpl_pyro.client.streams import Stream


class Module(ModuleProxy):
    """What all modules have."""
    @property
    def pyrpl(self) -> Any:
        """Recursively looks through parent modules until pyrpl instance is
        reached.
        """

    def erase_state(self, name: Any) -> Any:
        """Removes the state "name' from the config file
        :param name: name of the state to erase
        :return: None
        """

    def get_setup_attributes(self) -> Any:
        """Returns a dict with the current values of the setup attributes.

        Recursively calls get_setup_attributes for sub_modules and assembles
        a hierarchical dictionary.

        Returns:
            dict: contains setup_attributes and their current values.
        """

    def get_yml(self, state: Any = ...) -> Any:
        """:param state: The name of the state to inspect. If state is None-->
        then, use the current instrument state.
        :return: a string containing the yml code
        """

    def help(self, register: str = ...) -> Any:
        ...

    def load_state(self, name: Any = ...) -> Any:
        """Loads the state with name "name" from the config file. If
        state_branch is left unchanged, uses the normal
        class_section.states convention.
        """

    def save_state(self, name: Any = ...) -> Any:
        """Saves the current state under the name "name" in the config file. If
        state_section is left unchanged, uses the normal
        class_section.states convention.
        """

    def set_setup_attributes(self, **kwds: Any) -> Any:
        """Sets the values of the setup attributes. Without calling any callbacks"""

    def set_yml(self, yml_content: Any, state: Any = ...) -> Any:
        """:param yml_content: some yml code to encode the module content.
        :param state: The name of the state to set. If state is None-->
        then, use the current instrument state and reloads it immediately
        :return: None
        """

class AMS(Module):
    """mostly deprecated module (redpitaya has removed adc support). only here for dac2 and dac3"""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def dac0(self) -> Any:
        """PWM output 0 [V]
        Unit: V.
        From 0 to 1.8.
        """
    @dac0.setter
    def dac0(self, value: Any) -> None: ...

    @property
    def dac1(self) -> Any:
        """PWM output 1 [V]
        Unit: V.
        From 0 to 1.8.
        """
    @dac1.setter
    def dac1(self, value: Any) -> None: ...

    @property
    def dac2(self) -> Any:
        """PWM output 2 [V]
        Unit: V.
        From 0 to 1.8.
        """
    @dac2.setter
    def dac2(self, value: Any) -> None: ...

    @property
    def dac3(self) -> Any:
        """PWM output 3 [V]
        Unit: V.
        From 0 to 1.8.
        """
    @dac3.setter
    def dac3(self, value: Any) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def setup(self, **kwds: Any) -> None:
        """sets up the AMS (just setting the attributes is OK)

        attributes
        ==========
        """

class Asg(Module):
    """Arbitrary signal generator."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def advanced_trigger_autorearm(self) -> bool:
        """autorearm the fgen advanced trigger after a trigger event? If False, trigger needs to be reset with a sequence advanced_trigger_reset=True...advanced_trigger_reset=False after each trigger event."""
    @advanced_trigger_autorearm.setter
    def advanced_trigger_autorearm(self, value: bool) -> None: ...

    @property
    def advanced_trigger_delay(self) -> int:
        """delay of the advanced trigger - 1 [cycles]
        Unit: cycles.
        From 0 to 1.84467e+19.
        """
    @advanced_trigger_delay.setter
    def advanced_trigger_delay(self, value: int) -> None: ...

    @property
    def advanced_trigger_invert(self) -> bool:
        """inverts the trigger signal for the advanced trigger if True"""
    @advanced_trigger_invert.setter
    def advanced_trigger_invert(self, value: bool) -> None: ...

    @property
    def advanced_trigger_reset(self) -> bool:
        """resets the fgen advanced trigger"""
    @advanced_trigger_reset.setter
    def advanced_trigger_reset(self, value: bool) -> None: ...

    @property
    def amplitude(self) -> float:
        """amplitude of output waveform [volts]
        Unit: V.
        From 0 to 1.
        """
    @amplitude.setter
    def amplitude(self, value: float) -> None: ...

    @property
    def bursts(self) -> int:
        """Number of bursts (1 burst = 'cycles' periods of waveform + delay_between_bursts. 0=disabled
        From 0 to 4.29497e+09.
        """
    @bursts.setter
    def bursts(self, value: int) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def cycles_per_burst(self) -> int:
        """Number of repeats of table readout. 0=infinite. 32 bits.
        From 0 to 4.29497e+09.
        """
    @cycles_per_burst.setter
    def cycles_per_burst(self, value: int) -> None: ...

    @property
    def data(self) -> np.ndarray:
        """array of 2**14 values that define the output waveform.

        Values should lie between -1 and 1 such that the peak output
        amplitude is self.amplitude
        """
    @data.setter
    def data(self, value: ArrayLike) -> None: ...

    @property
    def data_length(self) -> int:
        """plain"""
    @data_length.setter
    def data_length(self, value: float) -> None: ...

    @property
    def default_output_direct(self) -> str:
        """plain"""
    @default_output_direct.setter
    def default_output_direct(self, value: str) -> None: ...

    @property
    def delay_between_bursts(self) -> int:
        """Delay between repetitions [us]. Granularity=1us
        Unit: us.
        From 0 to 4.29497e+09.
        """
    @delay_between_bursts.setter
    def delay_between_bursts(self, value: int) -> None: ...

    @property
    def frequency(self) -> float:
        """Frequency of the output waveform [Hz]
        Unit: Hz.
        From 0 to 6.25e+07.
        """
    @frequency.setter
    def frequency(self, value: float) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def offset(self) -> float:
        """output offset [volts]
        Unit: V.
        From -1 to 1.
        """
    @offset.setter
    def offset(self, value: float) -> None: ...

    @property
    def on(self) -> bool:
        """turns the output on or off"""
    @on.setter
    def on(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects the direct output of the module
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def periodic(self) -> bool:
        """if False, fgen stops after performing one full waveform at its last value."""
    @periodic.setter
    def periodic(self, value: bool) -> None: ...

    @property
    def random_phase(self) -> bool:
        """If True, the phase of the asg will be pseudo-random with a period of 2**31-1 cycles. This is used for the generation of white noise. If false, asg behaves normally."""
    @random_phase.setter
    def random_phase(self, value: bool) -> None: ...

    @property
    def scopetriggerphase(self) -> float:
        """phase of ASG ch1 at the moment when the last scope trigger occured [degrees]
        Unit: deg.
        """
    @scopetriggerphase.setter
    def scopetriggerphase(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def sm_reset(self) -> bool:
        """resets the state machine"""
    @sm_reset.setter
    def sm_reset(self, value: bool) -> None: ...

    @property
    def start_phase(self) -> float:
        """Phase at which to start triggered waveforms [degrees]
        Unit: deg.
        """
    @start_phase.setter
    def start_phase(self, value: float) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def trigger_source(self) -> Literal['off', 'immediately', 'ext_positive_edge', 'ext_negative_edge', 'ext_raw', 'high']:
        """trigger source for triggered output
        Options: off, immediately, ext_positive_edge, ext_negative_edge, ext_raw, high.
        """
    @trigger_source.setter
    def trigger_source(self, value: Literal['off', 'immediately', 'ext_positive_edge', 'ext_negative_edge', 'ext_raw', 'high']) -> None: ...

    @property
    def trigger_source_options(self) -> list[Any]:
        """plain"""
    @trigger_source_options.setter
    def trigger_source_options(self, value: Sequence[Any]) -> None: ...

    @property
    def trigger_sources(self) -> list[Any]:
        """plain"""
    @trigger_sources.setter
    def trigger_sources(self, value: Sequence[Any]) -> None: ...

    @property
    def waveform(self) -> Literal['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise']:
        """Options: sin, cos, ramp, halframp, square, dc, noise."""
    @waveform.setter
    def waveform(self, value: Literal['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise']) -> None: ...

    @property
    def waveform_options(self) -> list[Any]:
        """plain"""
    @waveform_options.setter
    def waveform_options(self, value: Sequence[Any]) -> None: ...

    @property
    def waveforms(self) -> list[Any]:
        """plain"""
    @waveforms.setter
    def waveforms(self, value: Sequence[Any]) -> None: ...

    def disable_advanced_trigger(self) -> Any:
        ...

    def enable_advanced_trigger(self, frequency: Any, amplitude: Any, duration: Any, invert: bool = ..., autorearm: bool = ..., output_direct: str = ...) -> Any:
        ...

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        amplitude: float = ...,
        cycles_per_burst: int = ...,
        frequency: float = ...,
        offset: float = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        start_phase: float = ...,
        trigger_source: Literal['off', 'immediately', 'ext_positive_edge', 'ext_negative_edge', 'ext_raw', 'high'] = ...,
        waveform: Literal['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise'] = ...,
    ) -> None:
        """Sets up the function generator. (just setting attributes is ok).

        attributes
        ==========
          waveform:
          amplitude: amplitude of output waveform [volts]
          offset: output offset [volts]
          frequency: Frequency of the output waveform [Hz]
          trigger_source: trigger source for triggered output
          output_direct: selects the direct output of the module
          start_phase: Phase at which to start triggered waveforms [degrees]
          cycles_per_burst: Number of repeats of table readout. 0=infinite. 32 bits.
        """

    def signal(self) -> Any:
        ...

    def trig(self) -> Any:
        ...

class Asgs(Module):
    """The asg modules: pop() takes a free one, free() gives it back."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class CalibrationData(Module):
    """class to hold the calibration data of an input signal"""
    @property
    def amplitude(self) -> float:
        """small helper function for expected signal"""

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def max(self) -> float:
        """max of the signal in V over a lockbox sweep"""
    @max.setter
    def max(self, value: float) -> None: ...

    @property
    def mean(self) -> float:
        """mean of the signal in V over a lockbox sweep"""
    @mean.setter
    def mean(self, value: float) -> None: ...

    @property
    def min(self) -> float:
        """min of the signal in V over a lockbox sweep"""
    @min.setter
    def min(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def offset(self) -> float:
        """small helper function for expected signal"""

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def peak_to_peak(self) -> float:
        """small helper function for expected signal"""

    @property
    def rms(self) -> float:
        """rms of the signal in V over a lockbox sweep
        From 0 to 2.
        """
    @rms.setter
    def rms(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def get_stats_from_curve(self, curve: Any) -> Any:
        """gets the mean, min, max, rms value of curve (into the corresponding
        self's attributes).
        """

    def setup(
        self,
        *,
        max: float = ...,
        mean: float = ...,
        min: float = ...,
        rms: float = ...,
    ) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          min: min of the signal in V over a lockbox sweep
          max: max of the signal in V over a lockbox sweep
          mean: mean of the signal in V over a lockbox sweep
          rms: rms of the signal in V over a lockbox sweep
          _analog_offset: analog offset of the signal
          _asg_phase: Phase of the asg when error signal is centered in calibration. Not used by all signals.
        """

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class CurveViewer(Module):
    """This Module allows to browse through curves that were taken with pyrpl"""
    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def curve(self) -> int:
        """Options: -1."""
    @curve.setter
    def curve(self, value: float) -> None: ...

    @property
    def curve_name(self) -> str:
        """Name of the currently viewed curve"""
    @curve_name.setter
    def curve_name(self, value: str) -> None: ...

    @property
    def curve_options(self) -> list[Any]:
        """plain"""
    @curve_options.setter
    def curve_options(self, value: Sequence[Any]) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def params(self) -> Any:
        """TextProperty"""
    @params.setter
    def params(self, value: Any) -> None: ...

    @property
    def pk(self) -> int:
        """the pk of the currently viewed curve
        Options: -1.
        """
    @pk.setter
    def pk(self, value: float) -> None: ...

    @property
    def pk_options(self) -> list[Any]:
        """plain"""
    @pk_options.setter
    def pk_options(self, value: Sequence[Any]) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def delete_curve(self) -> Any:
        ...

    def free(self) -> None:
        """Change ownership to None"""

    def refresh_curve_list(self) -> Any:
        ...

    def save_params(self) -> Any:
        ...

    def setup(self, **kwds: Any) -> None:
        """attributes
        ==========
        """

class HK(Module):
    """LEDs and digital pins of the expansion connector."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def digital_loop(self) -> int:
        """enables digital loop
        From 0 to 4.29497e+09.
        """
    @digital_loop.setter
    def digital_loop(self, value: int) -> None: ...

    @property
    def expansion_N0(self) -> bool:
        """positive digital io"""
    @expansion_N0.setter
    def expansion_N0(self, value: bool) -> None: ...

    @property
    def expansion_N0_output(self) -> bool:
        """direction of the port"""
    @expansion_N0_output.setter
    def expansion_N0_output(self, value: bool) -> None: ...

    @property
    def expansion_N1(self) -> bool:
        """positive digital io"""
    @expansion_N1.setter
    def expansion_N1(self, value: bool) -> None: ...

    @property
    def expansion_N1_output(self) -> bool:
        """direction of the port"""
    @expansion_N1_output.setter
    def expansion_N1_output(self, value: bool) -> None: ...

    @property
    def expansion_N2(self) -> bool:
        """positive digital io"""
    @expansion_N2.setter
    def expansion_N2(self, value: bool) -> None: ...

    @property
    def expansion_N2_output(self) -> bool:
        """direction of the port"""
    @expansion_N2_output.setter
    def expansion_N2_output(self, value: bool) -> None: ...

    @property
    def expansion_N3(self) -> bool:
        """positive digital io"""
    @expansion_N3.setter
    def expansion_N3(self, value: bool) -> None: ...

    @property
    def expansion_N3_output(self) -> bool:
        """direction of the port"""
    @expansion_N3_output.setter
    def expansion_N3_output(self, value: bool) -> None: ...

    @property
    def expansion_N4(self) -> bool:
        """positive digital io"""
    @expansion_N4.setter
    def expansion_N4(self, value: bool) -> None: ...

    @property
    def expansion_N4_output(self) -> bool:
        """direction of the port"""
    @expansion_N4_output.setter
    def expansion_N4_output(self, value: bool) -> None: ...

    @property
    def expansion_N5(self) -> bool:
        """positive digital io"""
    @expansion_N5.setter
    def expansion_N5(self, value: bool) -> None: ...

    @property
    def expansion_N5_output(self) -> bool:
        """direction of the port"""
    @expansion_N5_output.setter
    def expansion_N5_output(self, value: bool) -> None: ...

    @property
    def expansion_N6(self) -> bool:
        """positive digital io"""
    @expansion_N6.setter
    def expansion_N6(self, value: bool) -> None: ...

    @property
    def expansion_N6_output(self) -> bool:
        """direction of the port"""
    @expansion_N6_output.setter
    def expansion_N6_output(self, value: bool) -> None: ...

    @property
    def expansion_N7(self) -> bool:
        """positive digital io"""
    @expansion_N7.setter
    def expansion_N7(self, value: bool) -> None: ...

    @property
    def expansion_N7_output(self) -> bool:
        """direction of the port"""
    @expansion_N7_output.setter
    def expansion_N7_output(self, value: bool) -> None: ...

    @property
    def expansion_P0(self) -> bool:
        """positive digital io"""
    @expansion_P0.setter
    def expansion_P0(self, value: bool) -> None: ...

    @property
    def expansion_P0_output(self) -> bool:
        """direction of the port"""
    @expansion_P0_output.setter
    def expansion_P0_output(self, value: bool) -> None: ...

    @property
    def expansion_P1(self) -> bool:
        """positive digital io"""
    @expansion_P1.setter
    def expansion_P1(self, value: bool) -> None: ...

    @property
    def expansion_P1_output(self) -> bool:
        """direction of the port"""
    @expansion_P1_output.setter
    def expansion_P1_output(self, value: bool) -> None: ...

    @property
    def expansion_P2(self) -> bool:
        """positive digital io"""
    @expansion_P2.setter
    def expansion_P2(self, value: bool) -> None: ...

    @property
    def expansion_P2_output(self) -> bool:
        """direction of the port"""
    @expansion_P2_output.setter
    def expansion_P2_output(self, value: bool) -> None: ...

    @property
    def expansion_P3(self) -> bool:
        """positive digital io"""
    @expansion_P3.setter
    def expansion_P3(self, value: bool) -> None: ...

    @property
    def expansion_P3_output(self) -> bool:
        """direction of the port"""
    @expansion_P3_output.setter
    def expansion_P3_output(self, value: bool) -> None: ...

    @property
    def expansion_P4(self) -> bool:
        """positive digital io"""
    @expansion_P4.setter
    def expansion_P4(self, value: bool) -> None: ...

    @property
    def expansion_P4_output(self) -> bool:
        """direction of the port"""
    @expansion_P4_output.setter
    def expansion_P4_output(self, value: bool) -> None: ...

    @property
    def expansion_P5(self) -> bool:
        """positive digital io"""
    @expansion_P5.setter
    def expansion_P5(self, value: bool) -> None: ...

    @property
    def expansion_P5_output(self) -> bool:
        """direction of the port"""
    @expansion_P5_output.setter
    def expansion_P5_output(self, value: bool) -> None: ...

    @property
    def expansion_P6(self) -> bool:
        """positive digital io"""
    @expansion_P6.setter
    def expansion_P6(self, value: bool) -> None: ...

    @property
    def expansion_P6_output(self) -> bool:
        """direction of the port"""
    @expansion_P6_output.setter
    def expansion_P6_output(self, value: bool) -> None: ...

    @property
    def expansion_P7(self) -> bool:
        """positive digital io"""
    @expansion_P7.setter
    def expansion_P7(self, value: bool) -> None: ...

    @property
    def expansion_P7_output(self) -> bool:
        """direction of the port"""
    @expansion_P7_output.setter
    def expansion_P7_output(self, value: bool) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def i(self) -> int:
        """plain"""
    @i.setter
    def i(self, value: float) -> None: ...

    @property
    def id(self) -> Literal['prototype0', 'release1']:
        """device ID
        Options: prototype0, release1.
        """
    @id.setter
    def id(self, value: Literal['prototype0', 'release1']) -> None: ...

    @property
    def id_options(self) -> list[Any]:
        """plain"""
    @id_options.setter
    def id_options(self, value: Sequence[Any]) -> None: ...

    @property
    def led(self) -> int:
        """LED control with bits 1:8
        From 0 to 256.
        """
    @led.setter
    def led(self, value: int) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def set_expansion_direction(self, index: Any, val: Any) -> Any:
        """Sets the output mode of expansion index (both for P and N expansions)"""

    def setup(
        self,
        *,
        expansion_N0: bool = ...,
        expansion_N0_output: bool = ...,
        expansion_N1: bool = ...,
        expansion_N1_output: bool = ...,
        expansion_N2: bool = ...,
        expansion_N2_output: bool = ...,
        expansion_N3: bool = ...,
        expansion_N3_output: bool = ...,
        expansion_N4: bool = ...,
        expansion_N4_output: bool = ...,
        expansion_N5: bool = ...,
        expansion_N5_output: bool = ...,
        expansion_N6: bool = ...,
        expansion_N6_output: bool = ...,
        expansion_N7: bool = ...,
        expansion_N7_output: bool = ...,
        expansion_P0: bool = ...,
        expansion_P0_output: bool = ...,
        expansion_P1: bool = ...,
        expansion_P1_output: bool = ...,
        expansion_P2: bool = ...,
        expansion_P2_output: bool = ...,
        expansion_P3: bool = ...,
        expansion_P3_output: bool = ...,
        expansion_P4: bool = ...,
        expansion_P4_output: bool = ...,
        expansion_P5: bool = ...,
        expansion_P5_output: bool = ...,
        expansion_P6: bool = ...,
        expansion_P6_output: bool = ...,
        expansion_P7: bool = ...,
        expansion_P7_output: bool = ...,
        led: int = ...,
    ) -> None:
        """Sets the HouseKeeping module of the redpitaya up. (just setting the attributes is OK)

        attributes
        ==========
          led: LED control with bits 1:8
          expansion_P0: positive digital io
          expansion_P1: positive digital io
          expansion_P2: positive digital io
          expansion_P3: positive digital io
          expansion_P4: positive digital io
          expansion_P5: positive digital io
          expansion_P6: positive digital io
          expansion_P7: positive digital io
          expansion_P0_output: direction of the port
          expansion_P1_output: direction of the port
          expansion_P2_output: direction of the port
          expansion_P3_output: direction of the port
          expansion_P4_output: direction of the port
          expansion_P5_output: direction of the port
          expansion_P6_output: direction of the port
          expansion_P7_output: direction of the port
          expansion_N0: positive digital io
          expansion_N1: positive digital io
          expansion_N2: positive digital io
          expansion_N3: positive digital io
          expansion_N4: positive digital io
          expansion_N5: positive digital io
          expansion_N6: positive digital io
          expansion_N7: positive digital io
          expansion_N0_output: direction of the port
          expansion_N1_output: direction of the port
          expansion_N2_output: direction of the port
          expansion_N3_output: direction of the port
          expansion_N4_output: direction of the port
          expansion_N5_output: direction of the port
          expansion_N6_output: direction of the port
          expansion_N7_output: direction of the port
        """

class Hks(Module):
    """Only one trig, but it should be protected by the slave/owner mechanism."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class IIR(Module):
    """Infinite impulse response filter."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def bypass(self) -> bool:
        """IIR is bypassed"""
    @bypass.setter
    def bypass(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def coefficients(self) -> np.ndarray:
        """property"""
    @coefficients.setter
    def coefficients(self, value: ArrayLike) -> None: ...

    @property
    def complex_poles(self) -> Any:
        """IirComplexListProperty"""
    @complex_poles.setter
    def complex_poles(self, value: Any) -> None: ...

    @property
    def complex_zeros(self) -> Any:
        """IirComplexListProperty"""
    @complex_zeros.setter
    def complex_zeros(self, value: Any) -> None: ...

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def data_curve(self) -> int:
        """NA curve id to use as a basis for the graphical filter design
        Options: -1.
        """
    @data_curve.setter
    def data_curve(self, value: float) -> None: ...

    @property
    def data_curve_name(self) -> str:
        """Name of the selected data curve."""
    @data_curve_name.setter
    def data_curve_name(self, value: str) -> None: ...

    @property
    def data_curve_options(self) -> list[Any]:
        """plain"""
    @data_curve_options.setter
    def data_curve_options(self, value: Sequence[Any]) -> None: ...

    @property
    def gain(self) -> float:
        """From -1e+20 to 1e+20."""
    @gain.setter
    def gain(self, value: float) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, 0, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def internal_overflow(self) -> bool:
        """returns True if the IIR filter has experienced an internal
        overflow (leading to saturation) since the last reset
        """

    @property
    def loops(self) -> int:
        """Decimation factor of IIR w.r.t. 125 MHz. Must be at least 3.
        From 3 to 1023.
        """
    @loops.setter
    def loops(self, value: int) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def on(self) -> bool:
        """IIR is on"""
    @on.setter
    def on(self, value: bool) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def output_saturation(self) -> bool:
        """returns True if the output of the IIR filter has saturated since
        the last reset
        """

    @property
    def overflow(self) -> Any:
        """a string indicating the overflow status of the iir module"""
    @overflow.setter
    def overflow(self, value: Any) -> None: ...

    @property
    def overflow_bitfield(self) -> int:
        """Bitmask for various overflow conditions
        From 0 to 4.29497e+09.
        """
    @overflow_bitfield.setter
    def overflow_bitfield(self, value: int) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def plot_data(self) -> bool:
        """Enables plotting the selected data_curve."""
    @plot_data.setter
    def plot_data(self, value: bool) -> None: ...

    @property
    def plot_data_times_filter(self) -> bool:
        """Enables plotting the product of selected data_curve and iir filter."""
    @plot_data_times_filter.setter
    def plot_data_times_filter(self, value: bool) -> None: ...

    @property
    def plot_measurement(self) -> bool:
        """Enables plotting the measured transfer function."""
    @plot_measurement.setter
    def plot_measurement(self, value: bool) -> None: ...

    @property
    def poles(self) -> Any:
        """IirListProperty"""
    @poles.setter
    def poles(self, value: Any) -> None: ...

    @property
    def real_poles(self) -> float:
        """float"""
    @real_poles.setter
    def real_poles(self, value: float) -> None: ...

    @property
    def real_zeros(self) -> float:
        """float"""
    @real_zeros.setter
    def real_zeros(self, value: float) -> None: ...

    @property
    def sampling_frequency(self) -> Any:
        """property, read only"""

    @property
    def sampling_time(self) -> float:
        """property, read only"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def tf_type(self) -> Literal['continuous', 'discrete', 'coefficients', 'rounded', 'final']:
        """Type of transfer-function to use in plot (see iir_theory for details)
        Options: continuous, discrete, coefficients, rounded, final.
        """
    @tf_type.setter
    def tf_type(self, value: Literal['continuous', 'discrete', 'coefficients', 'rounded', 'final']) -> None: ...

    @property
    def tf_type_options(self) -> list[Any]:
        """plain"""
    @tf_type_options.setter
    def tf_type_options(self, value: Sequence[Any]) -> None: ...

    @property
    def zeros(self) -> Any:
        """IirListProperty"""
    @zeros.setter
    def zeros(self, value: Any) -> None: ...

    def format_coefs_verilog(self) -> Any:
        ...

    def free(self) -> None:
        """Change ownership to None"""

    def measure_time_domain_response(self, freq: Any, biquad: str = ...) -> Any:
        ...

    def measure_transfer_function(self) -> Any:
        ...

    def plot_biquads_tf(self, axes: Any = ..., plot_experiment: bool = ...) -> Any:
        """Plots the transfer function of each biquad. if
        plot_experiment is True, superimpose the measured transfer functions
        (using the networkanalyzer)
        """

    def select_pole_or_zero(self, value: Any, logdist: bool = ..., search_in: Any = ...) -> Any:
        """selects the pole or zero closest to value

        logdist=True computes the distance in logarithmic units
        search_in may be used to restrict the search to certain sublists
        """

    def setup(
        self,
        *,
        bypass: bool = ...,
        data_curve: float = ...,
        gain: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        inputfilter: float | Sequence[float] = ...,
        loops: int = ...,
        on: bool = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        plot_data: bool = ...,
        plot_data_times_filter: bool = ...,
        poles: Any = ...,
        zeros: Any = ...,
    ) -> None:
        """Setup an IIR filter.

                the transfer function of the filter will be (k ensures DC-gain = g):

                          (s-2*pi*z[0])*(s-2*pi*z[1])...
                H(s) = k*-------------------
                          (s-2*pi*p[0])*(s-2*pi*p[1])...

        attributes
        ==========
          input: selects the input signal of the module
          loops: Decimation factor of IIR w.r.t. 125 MHz. Must be at least 3.
          zeros:
          poles:
          output_direct: selects to which analog output the module signal is sent directly
          inputfilter: Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
          gain:
          on: IIR is on
          bypass: IIR is bypassed
          data_curve: NA curve id to use as a basis for the graphical filter design
          plot_data: Enables plotting the selected data_curve.
          plot_data_times_filter: Enables plotting the product of selected data_curve and iir filter.
        """

    def signal(self) -> Any:
        ...

    def simulate_filter_float(self, xs: Any, biquad: str = ...) -> Any:
        """plots the response of the iir filter to a time series xs (sampling time
        is dt*loops
        :param freq:
        :return:
        """

    def simulate_filter_int(self, xs: Any, biquad: str = ...) -> Any:
        """plots the response of the iir filter to a time series xs (sampling time
        is dt*loops
        :param freq:
        :return:
        """

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current IIR module setting for the given frequency array. The
        best-possible estimation of delays is automatically performed for
        all kinds of transfer function. The setting of 'bypass' is ignored
        for this computation, i.e. the theoretical and measured transfer
        functions can only agree if bypass is False.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 150 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        If kind=='all', a list of plotdata tuples is returned that can be
        passed directly to iir.bodeplot().
        """

    def transfer_function_by_kind(self, frequencies: Any, kind: Any) -> Any:
        """Returns a complex np.array containing the transfer function of the
        current IIR module setting for the given frequency array. The
        best-possible estimation of delays is automatically performed for
        all kinds of transfer function. The setting of 'bypass' is ignored
        for this computation, i.e. the theoretical and measured transfer
        functions can only agree if bypass is False.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        kind: str
            The IIR filter design is composed of a number of steps. Each
            step slightly modifies the transfer function to adapt it to
            the implementation of the IIR. The various intermediate transfer
            functions can be helpful to debug the iir filter.

            kind should be one of the following (default is 'implemented'):
            - 'all': returns a list of data to be passed to iir.bodeplot
              with all important kinds of transfer functions for debugging
            - 'continuous': the designed transfer function in continuous time
            - 'before_partialfraction_continuous': continuous filter just
              before partial fraction expansion of the coefficients. The
              partial fraction expansion introduces a large numerical error for
              higher order filters, so this is a good place to check whether
              this is a problem for a particular filter design
            - 'before_partialfraction_discrete': discretized filter just before
              partial fraction expansion of the coefficients. The partial
              fraction expansion introduces a large numerical error for higher
              order filters, so this is a good place to check whether this is
              a problem for a particular filter design
            - 'before_partialfraction_discrete_zoh': same as previous,
              but zero order hold assumption is used to transform from
              continuous to discrete
            - 'discrete': the transfer function after transformation to
              discrete time
            - 'discrete_samplehold': same as discrete, but zero delay
              between subsequent biquads is assumed
            - 'highprecision': hypothetical transfer function assuming that
              64 bit fixed point numbers were used in the fpga (decimal point
              at bit 48)
            - 'implemented': transfer function after rounding the
              coefficients to the precision of the fpga
        :param frequencies:
        :param kind:
        :return:
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

class Iirs(Module):
    """Only one iir, but it should be protected by the slave/owner mechanism."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class InputDirect(Module):
    """A signal at an input."""
    @property
    def calibration_data(self) -> CalibrationData: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input_signal(self) -> str:
        """the dsp module or lockbox signal used as input signal
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input_signal.setter
    def input_signal(self, value: str | ModuleProxy) -> None: ...

    @property
    def input_signal_options(self) -> list[Any]:
        """plain"""
    @input_signal_options.setter
    def input_signal_options(self, value: Sequence[Any]) -> None: ...

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def max(self) -> float:
        """property, read only"""

    @property
    def mean(self) -> float:
        """property, read only"""

    @property
    def min(self) -> float:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def plot_range(self) -> np.ndarray:
        """plain"""
    @plot_range.setter
    def plot_range(self, value: ArrayLike) -> None: ...

    @property
    def relative_mean(self) -> Any:
        """returns the ratio between the measured mean value and the expected one."""

    @property
    def relative_rms(self) -> Any:
        """returns the ratio between the measured rms value and the expected mean."""

    @property
    def rms(self) -> float:
        """property, read only"""

    @property
    def sampler_time(self) -> float:
        """specifies the duration over which to sample a signal"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def calibrate(self, autosave: bool = ..., timeout_min: float = ...) -> Any:
        """This function should be reimplemented to measure whatever property of
        the curve is needed by expected_signal.
        """

    def diagnostics(self, duration: float = ...) -> Any:
        """example code for lock diagnostics:

        Parameters
        ----------
        duration: duration over which to average

        Returns
        -------
        relative rms of the signal, normalized by
        """

    def expected_signal(self, x: Any) -> Any:
        """Returns the value of the expected signal in V, depending on the
        setpoint value "variable".
        """

    def expected_slope(self, variable: Any) -> Any:
        """Returns the slope of the expected signal wrt variable at a given value
        of the variable. May be overwritten by a more efficient (analytical) method
        in a derived class.
        """

    def free(self) -> None:
        """Change ownership to None"""

    def get_analog_offset(self, duration: float = ...) -> Any:
        """function to acquire the analog offset of the signal (with nothing connected).
        This offset is subtracted from all raw signals
        """

    def is_locked(self, loglevel: float = ...) -> Any:
        """returns whether the input is locked at the current stage"""

    def setup(
        self,
        *,
        input_signal: str | ModuleProxy = ...,
    ) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          input_signal: the dsp module or lockbox signal used as input signal
          calibration_data:
        """

    def signal(self) -> Any:
        """returns the signal corresponding to this module that can be used to connect the signal
        to other modules. By default, this is the direct input signal.
        """

    def stats(self, t: Any = ...) -> Any:
        """returns a tuple containing the mean, rms, max, and min of the signal."""

    def sweep_acquire(self, timeout_min: float = ...) -> Any:
        """returns an experimental curve in V obtained from a sweep of the
        lockbox.
        """

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class InputFromOutput(Module):
    """The signal that an output sends."""
    @property
    def calibration_data(self) -> CalibrationData: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input_signal(self) -> Any:
        """lockbox signal used as input
        Options: None.
        """
    @input_signal.setter
    def input_signal(self, value: Any) -> None: ...

    @property
    def input_signal_options(self) -> list[Any]:
        """plain"""
    @input_signal_options.setter
    def input_signal_options(self, value: Sequence[Any]) -> None: ...

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def max(self) -> float:
        """property, read only"""

    @property
    def mean(self) -> float:
        """property, read only"""

    @property
    def min(self) -> float:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def plot_range(self) -> np.ndarray:
        """plain"""
    @plot_range.setter
    def plot_range(self, value: ArrayLike) -> None: ...

    @property
    def relative_mean(self) -> Any:
        """returns the ratio between the measured mean value and the expected one."""

    @property
    def relative_rms(self) -> Any:
        """returns the ratio between the measured rms value and the expected mean."""

    @property
    def rms(self) -> float:
        """property, read only"""

    @property
    def sampler_time(self) -> float:
        """specifies the duration over which to sample a signal"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def calibrate(self, autosave: bool = ...) -> Any:
        """no need to calibrate this"""

    def diagnostics(self, duration: float = ...) -> Any:
        """example code for lock diagnostics:

        Parameters
        ----------
        duration: duration over which to average

        Returns
        -------
        relative rms of the signal, normalized by
        """

    def expected_signal(self, setpoint: Any) -> Any:
        """it is assumed that the output has the linear relationship between
        setpoint change in output_unit per volt from the redpitaya, which
        is configured in the output parameter 'dc_gain'. We only need to
        convert units to get the output voltage bringing about a given
        setpoint difference.
        """

    def expected_slope(self, variable: Any) -> Any:
        """Returns the slope of the expected signal wrt variable at a given value
        of the variable. May be overwritten by a more efficient (analytical) method
        in a derived class.
        """

    def free(self) -> None:
        """Change ownership to None"""

    def get_analog_offset(self, duration: float = ...) -> Any:
        """function to acquire the analog offset of the signal (with nothing connected).
        This offset is subtracted from all raw signals
        """

    def is_locked(self, loglevel: float = ...) -> Any:
        """this is mainly used for coarse locking where significant
        effective deviations from the setpoint (in units of setpoint_variable)
        may occur. We therefore issue a warning and return True if is_locked is
        based on this output.
        """

    def setup(
        self,
        *,
        input_signal: Any = ...,
    ) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          input_signal: lockbox signal used as input
          calibration_data:
        """

    def signal(self) -> Any:
        """returns the signal corresponding to this module that can be used to connect the signal
        to other modules. By default, this is the direct input signal.
        """

    def stats(self, t: Any = ...) -> Any:
        """returns a tuple containing the mean, rms, max, and min of the signal."""

    def sweep_acquire(self, timeout_min: float = ...) -> Any:
        """returns an experimental curve in V obtained from a sweep of the
        lockbox.
        """

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class Iq(Module):
    """A modulator/demodulator module."""
    @property
    def acbandwidth(self) -> Any:
        """positive corner frequency of input high pass filter
        Options: 0, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @acbandwidth.setter
    def acbandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def acbandwidths(self) -> list[Any]:
        """plain"""
    @acbandwidths.setter
    def acbandwidths(self, value: Sequence[Any]) -> None: ...

    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def amplitude(self) -> float:
        """amplitude of coherent modulation [volts]
        Unit: V.
        From -1 to 0.999992.
        """
    @amplitude.setter
    def amplitude(self, value: float) -> None: ...

    @property
    def bandwidth(self) -> Any:
        """Quadrature filter bandwidths [Hz].0 = off, negative bandwidth = highpass
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, 0, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @bandwidth.setter
    def bandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def bandwidth_options(self) -> list[Any]:
        """plain"""
    @bandwidth_options.setter
    def bandwidth_options(self, value: Sequence[Any]) -> None: ...

    @property
    def bandwidths(self) -> list[Any]:
        """property, read only"""

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def demodulation_at_2f(self) -> Literal['off', 'on']:
        """Sets the demodulation frequency to twice the IQ module frequency
        Options: off, on.
        """
    @demodulation_at_2f.setter
    def demodulation_at_2f(self, value: Literal['off', 'on']) -> None: ...

    @property
    def demodulation_at_2f_options(self) -> list[Any]:
        """plain"""
    @demodulation_at_2f_options.setter
    def demodulation_at_2f_options(self, value: Sequence[Any]) -> None: ...

    @property
    def frequency(self) -> float:
        """frequency of iq demodulation [Hz]
        Unit: Hz.
        From 0 to 6.25e+07.
        """
    @frequency.setter
    def frequency(self, value: float) -> None: ...

    @property
    def gain(self) -> float:
        """gain of the iq module (see drawing)"""
    @gain.setter
    def gain(self, value: float) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, 0, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def modulation_at_2f(self) -> Literal['off', 'on']:
        """Sets the modulation frequency to twice the IQ module frequency
        Options: off, on.
        """
    @modulation_at_2f.setter
    def modulation_at_2f(self, value: Literal['off', 'on']) -> None: ...

    @property
    def modulation_at_2f_options(self) -> list[Any]:
        """plain"""
    @modulation_at_2f_options.setter
    def modulation_at_2f_options(self, value: Sequence[Any]) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def on(self) -> bool:
        """If set to False, turns off the module, e.g. to                       re-synchronize the phases"""
    @on.setter
    def on(self, value: bool) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def output_signal(self) -> Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf']:
        """Signal to send back to DSP multiplexer
        Options: quadrature, output_direct, pfd, off, quadrature_hf.
        """
    @output_signal.setter
    def output_signal(self, value: Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf']) -> None: ...

    @property
    def output_signal_options(self) -> list[Any]:
        """plain"""
    @output_signal_options.setter
    def output_signal_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_signals(self) -> list[Any]:
        """plain"""
    @output_signals.setter
    def output_signals(self, value: Sequence[Any]) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def pfd_integral(self) -> float:
        """value of the pfd integral [volts]
        Unit: V.
        From -585.143 to 585.071.
        """
    @pfd_integral.setter
    def pfd_integral(self, value: float) -> None: ...

    @property
    def pfd_on(self) -> bool:
        """If True: Turns on the PFD module,                        if False: turns it off and resets integral"""
    @pfd_on.setter
    def pfd_on(self, value: bool) -> None: ...

    @property
    def phase(self) -> float:
        """Phase shift between modulation                           and demodulation [degrees]
        Unit: deg.
        """
    @phase.setter
    def phase(self, value: float) -> None: ...

    @property
    def quadrature_factor(self) -> float:
        """amplification factor of demodulated signal [a.u.]
        From -131072 to 131071.
        """
    @quadrature_factor.setter
    def quadrature_factor(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def na_trace(self, start: float = ..., stop: float = ..., points: float = ..., rbw: float = ..., avg: float = ..., amplitude: float = ..., input: str = ..., output_direct: str = ..., acbandwidth: float = ..., sleeptimes: float = ..., logscale: bool = ..., stabilize: Any = ..., maxamplitude: float = ...) -> Any:
        ...

    def setup(
        self,
        *,
        acbandwidth: float | Sequence[float] = ...,
        amplitude: float = ...,
        bandwidth: float | Sequence[float] = ...,
        demodulation_at_2f: Literal['off', 'on'] = ...,
        frequency: float = ...,
        gain: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        modulation_at_2f: Literal['off', 'on'] = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        output_signal: Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf'] = ...,
        phase: float = ...,
        quadrature_factor: float = ...,
    ) -> None:
        """Sets up an iq demodulator, refer to the drawing in the GUI for an explanation of the IQ
                layout. (just setting the attributes is OK).

        attributes
        ==========
          input: selects the input signal of the module
          acbandwidth: positive corner frequency of input high pass filter
          frequency: frequency of iq demodulation [Hz]
          bandwidth: Quadrature filter bandwidths [Hz].0 = off, negative bandwidth = highpass
          quadrature_factor: amplification factor of demodulated signal [a.u.]
          output_signal: Signal to send back to DSP multiplexer
          gain: gain of the iq module (see drawing)
          amplitude: amplitude of coherent modulation [volts]
          phase: Phase shift between modulation                           and demodulation [degrees]
          output_direct: selects to which analog output the module signal is sent directly
          modulation_at_2f: Sets the modulation frequency to twice the IQ module frequency
          demodulation_at_2f: Sets the demodulation frequency to twice the IQ module frequency
        """

    def signal(self) -> Any:
        ...

    def synchronize_iqs(self) -> Any:
        """Synchronizes all iq modules.

        This establishes a zero phase offset between the outputs of all iq
        modules with commensurate frequencies. This function must be called
        after having set the last iq frequency in order to be effective.
        """

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current IQ module setting for the given frequency array. The given
        transfer function is only relevant if the module is used as a
        bandpass filter, i.e. with the setting (gain != 0). If extradelay = 0,
        only the default delay is taken into account, i.e. the propagation
        delay from input to output_signal.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 200 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

class Iq2(Module):
    """A modulator/demodulator module."""
    @property
    def acbandwidth(self) -> Any:
        """positive corner frequency of input high pass filter
        Options: 0, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @acbandwidth.setter
    def acbandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def acbandwidths(self) -> list[Any]:
        """plain"""
    @acbandwidths.setter
    def acbandwidths(self, value: Sequence[Any]) -> None: ...

    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def amplitude(self) -> float:
        """amplitude of coherent modulation [volts]
        Unit: V.
        From -1 to 0.999992.
        """
    @amplitude.setter
    def amplitude(self, value: float) -> None: ...

    @property
    def bandwidth(self) -> Any:
        """Quadrature filter bandwidths [Hz].0 = off, negative bandwidth = highpass
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, 0, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @bandwidth.setter
    def bandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def bandwidth_options(self) -> list[Any]:
        """plain"""
    @bandwidth_options.setter
    def bandwidth_options(self, value: Sequence[Any]) -> None: ...

    @property
    def bandwidths(self) -> list[Any]:
        """property, read only"""

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def demodulation_at_2f(self) -> Literal['off', 'on']:
        """Sets the demodulation frequency to twice the IQ module frequency
        Options: off, on.
        """
    @demodulation_at_2f.setter
    def demodulation_at_2f(self, value: Literal['off', 'on']) -> None: ...

    @property
    def demodulation_at_2f_options(self) -> list[Any]:
        """plain"""
    @demodulation_at_2f_options.setter
    def demodulation_at_2f_options(self, value: Sequence[Any]) -> None: ...

    @property
    def frequency(self) -> float:
        """frequency of iq demodulation [Hz]
        Unit: Hz.
        From 0 to 6.25e+07.
        """
    @frequency.setter
    def frequency(self, value: float) -> None: ...

    @property
    def gain(self) -> float:
        """gain of the iq module (see drawing)"""
    @gain.setter
    def gain(self, value: float) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, 0, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def modulation_at_2f(self) -> Literal['off', 'on']:
        """Sets the modulation frequency to twice the IQ module frequency
        Options: off, on.
        """
    @modulation_at_2f.setter
    def modulation_at_2f(self, value: Literal['off', 'on']) -> None: ...

    @property
    def modulation_at_2f_options(self) -> list[Any]:
        """plain"""
    @modulation_at_2f_options.setter
    def modulation_at_2f_options(self, value: Sequence[Any]) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def on(self) -> bool:
        """If set to False, turns off the module, e.g. to                       re-synchronize the phases"""
    @on.setter
    def on(self, value: bool) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def output_signal(self) -> Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf']:
        """Signal to send back to DSP multiplexer
        Options: quadrature, output_direct, pfd, off, quadrature_hf.
        """
    @output_signal.setter
    def output_signal(self, value: Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf']) -> None: ...

    @property
    def output_signal_options(self) -> list[Any]:
        """plain"""
    @output_signal_options.setter
    def output_signal_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_signals(self) -> list[Any]:
        """plain"""
    @output_signals.setter
    def output_signals(self, value: Sequence[Any]) -> None: ...

    @property
    def owner(self) -> str:
        """property"""
    @owner.setter
    def owner(self, value: str) -> None: ...

    @property
    def pfd_integral(self) -> float:
        """value of the pfd integral [volts]
        Unit: V.
        From -585.143 to 585.071.
        """
    @pfd_integral.setter
    def pfd_integral(self, value: float) -> None: ...

    @property
    def pfd_on(self) -> bool:
        """If True: Turns on the PFD module,                        if False: turns it off and resets integral"""
    @pfd_on.setter
    def pfd_on(self, value: bool) -> None: ...

    @property
    def phase(self) -> float:
        """Phase shift between modulation                           and demodulation [degrees]
        Unit: deg.
        """
    @phase.setter
    def phase(self, value: float) -> None: ...

    @property
    def quadrature_factor(self) -> float:
        """amplification factor of demodulated signal [a.u.]
        From -131072 to 131071.
        """
    @quadrature_factor.setter
    def quadrature_factor(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def na_trace(self, start: float = ..., stop: float = ..., points: float = ..., rbw: float = ..., avg: float = ..., amplitude: float = ..., input: str = ..., output_direct: str = ..., acbandwidth: float = ..., sleeptimes: float = ..., logscale: bool = ..., stabilize: Any = ..., maxamplitude: float = ...) -> Any:
        ...

    def setup(
        self,
        *,
        acbandwidth: float | Sequence[float] = ...,
        amplitude: float = ...,
        bandwidth: float | Sequence[float] = ...,
        demodulation_at_2f: Literal['off', 'on'] = ...,
        frequency: float = ...,
        gain: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        modulation_at_2f: Literal['off', 'on'] = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        output_signal: Literal['quadrature', 'output_direct', 'pfd', 'off', 'quadrature_hf'] = ...,
        phase: float = ...,
        quadrature_factor: float = ...,
    ) -> None:
        """Sets up an iq demodulator, refer to the drawing in the GUI for an explanation of the IQ
                layout. (just setting the attributes is OK).

        attributes
        ==========
          input: selects the input signal of the module
          acbandwidth: positive corner frequency of input high pass filter
          frequency: frequency of iq demodulation [Hz]
          bandwidth: Quadrature filter bandwidths [Hz].0 = off, negative bandwidth = highpass
          quadrature_factor: amplification factor of demodulated signal [a.u.]
          output_signal: Signal to send back to DSP multiplexer
          gain: gain of the iq module (see drawing)
          amplitude: amplitude of coherent modulation [volts]
          phase: Phase shift between modulation                           and demodulation [degrees]
          output_direct: selects to which analog output the module signal is sent directly
          modulation_at_2f: Sets the modulation frequency to twice the IQ module frequency
          demodulation_at_2f: Sets the demodulation frequency to twice the IQ module frequency
        """

    def signal(self) -> Any:
        ...

    def synchronize_iqs(self) -> Any:
        """Synchronizes all iq modules.

        This establishes a zero phase offset between the outputs of all iq
        modules with commensurate frequencies. This function must be called
        after having set the last iq frequency in order to be effective.
        """

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current IQ module setting for the given frequency array. The given
        transfer function is only relevant if the module is used as a
        bandpass filter, i.e. with the setting (gain != 0). If extradelay = 0,
        only the default delay is taken into account, i.e. the propagation
        delay from input to output_signal.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 200 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

class Iqs(Module):
    """The iq modules: pop() takes a free one, free() gives it back."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class Lockbox(Module):
    """A Module that allows to perform feedback on systems that are well described by a physical model."""
    @property
    def inputs(self) -> LockboxModuleDictPropertyInstance2: ...

    @property
    def outputs(self) -> LockboxModuleDictPropertyInstance3: ...

    @property
    def sequence(self) -> ModuleList: ...

    @property
    def asg(self) -> Any:
        """the asg being used for sweeps"""

    @property
    def auto_lock(self) -> bool:
        """Turns on the autolock of the module."""
    @auto_lock.setter
    def auto_lock(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def classname(self) -> str:
        """Options: Lockbox, CustomLockbox, ExampleLoopLockbox, GalvanicIsolationLoopLockbox, ShortLoopLockbox, Interferometer, Linear, Pll, PdhInterferometer, FabryPerot, HighFinesseFabryPerot."""
    @classname.setter
    def classname(self, value: str) -> None: ...

    @property
    def classname_options(self) -> list[Any]:
        """plain"""
    @classname_options.setter
    def classname_options(self, value: Sequence[Any]) -> None: ...

    @property
    def current_stage(self) -> str:
        """property, read only"""

    @property
    def current_state(self) -> Any:
        """Options: unlock, sweep, lock_on, 0."""
    @current_state.setter
    def current_state(self, value: Any) -> None: ...

    @property
    def current_state_options(self) -> list[Any]:
        """plain"""
    @current_state_options.setter
    def current_state_options(self, value: Sequence[Any]) -> None: ...

    @property
    def default_sweep_output(self) -> str:
        """Options:
        []
        Options: output1.
        """
    @default_sweep_output.setter
    def default_sweep_output(self, value: str) -> None: ...

    @property
    def default_sweep_output_options(self) -> list[Any]:
        """plain"""
    @default_sweep_output_options.setter
    def default_sweep_output_options(self, value: Sequence[Any]) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input_classes(self) -> Any:
        """SignalClassMapProperty"""
    @input_classes.setter
    def input_classes(self, value: Any) -> None: ...

    @property
    def is_locked_threshold(self) -> float:
        """Setpoint interval size to consider system in locked state
        From -1e+10 to 1e+10.
        """
    @is_locked_threshold.setter
    def is_locked_threshold(self, value: float) -> None: ...

    @property
    def lock_status(self) -> bool:
        """Is the current stage properly locked ?based on the last call of is_locked"""
    @lock_status.setter
    def lock_status(self, value: bool) -> None: ...

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def lockstatus_interval(self) -> float:
        """From 0.001 to 1e+10."""
    @lockstatus_interval.setter
    def lockstatus_interval(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def output_classes(self) -> Any:
        """SignalClassMapProperty"""
    @output_classes.setter
    def output_classes(self, value: Any) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def params(self) -> Any:
        """returns a convenient dict with parameters that describe if and with
        which settings the lockbox was properly.

        params from different Pyrpl lockboxes can be merged together without
        problems if the names of the config files differ
        """

    @property
    def setpoint_unit(self) -> str:
        """Options:
        ['V']
        Options: V.
        """
    @setpoint_unit.setter
    def setpoint_unit(self, value: str) -> None: ...

    @property
    def setpoint_unit_options(self) -> list[Any]:
        """plain"""
    @setpoint_unit_options.setter
    def setpoint_unit_options(self, value: Sequence[Any]) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def signals(self) -> Any:
        """a dict of all logical signals of the lockbox"""

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def calibrate_all(self, autosave: bool = ..., timeout_min: float = ...) -> Any:
        """Calibrates successively all inputs"""

    def free(self) -> None:
        """Change ownership to None"""

    def get_analog_offsets(self, duration: float = ...) -> Any:
        """Measures and saves the analog offset for all inputs.

        This function is designed to measure the analog offsets of the redpitaya
        inputs and possibly the sensors connected to these inputs. Only call this
        function if you are sure about what you are doing and if all signal sources
        (lasers etc.) are turned off.

        The parameter duration specifies the time during which to average the
        input offsets.
        """

    def is_locked(self, input: Any = ..., loglevel: float = ...) -> Any:
        """returns True if locked, else False. Also updates an internal
        dict that contains information about the current error signals. The
        state of lock is logged at loglevel
        """

    def is_locked_and_final(self, loglevel: float = ...) -> Any:
        ...

    def lock(self, timeout: float | None = ..., retry_times: float = ..., **kwds: Any) -> Any:
        """Same as lock_async except it only returns a boolean at the end of the
        lock sequence.
        """

    def lock_async(self, retry_times: float = ..., **kwds: Any) -> Any:
        """Launches the full lock sequence, stage by stage until the end.
        optional kwds are stage attributes that are set after iteration through
        the sequence, e.g. a modified setpoint.
        """

    def setup(
        self,
        *,
        auto_lock: bool = ...,
        classname: str = ...,
        default_sweep_output: str = ...,
        input_classes: Any = ...,
        is_locked_threshold: float = ...,
        lockstatus_interval: float = ...,
        output_classes: Any = ...,
        setpoint_unit: str = ...,
    ) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          classname:
          default_sweep_output:
        Options:
        []
          auto_lock: Turns on the autolock of the module.
          is_locked_threshold: Setpoint interval size to consider system in locked state
          setpoint_unit:
        Options:
        ['V']
          lockstatus_interval:
          input_classes:
          output_classes:
          inputs:
          outputs:
          sequence:
        """

    def sleep_while_locked(self, time_to_sleep: Any) -> Any:
        """wait for time_to_sleep and returns True if no unlock occured.
        Otherwise, returns False as soon as unlock occurs.
        """

    def sweep(self) -> Any:
        """Performs a sweep of one of the output. No output default kwds to avoid
        problems when use as a slot.
        """

    def unlock(self, reset_offset: bool = ...) -> Any:
        """Unlocks all outputs."""

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class LockboxModuleDictPropertyInstance(Module, ContainerProxy):
    """Modules by name."""
    @property
    def output1(self) -> StageOutput: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def items(self) -> Any:
        ...

    def keys(self) -> Any:
        ...

    def pop(self, key: Any) -> Any:
        """same as __delattr__ (does not return a value)"""

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

    def values(self) -> Any:
        ...

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class LockboxModuleDictPropertyInstance2(Module, ContainerProxy):
    """Modules by name."""
    @property
    def input1(self) -> InputDirect: ...

    @property
    def input_from_output(self) -> InputFromOutput: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def items(self) -> Any:
        ...

    def keys(self) -> Any:
        ...

    def pop(self, key: Any) -> Any:
        """same as __delattr__ (does not return a value)"""

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          input1:
          input_from_output:
        """

    def values(self) -> Any:
        ...

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class LockboxModuleDictPropertyInstance3(Module, ContainerProxy):
    """Modules by name."""
    @property
    def output1(self) -> OutputSignal: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def items(self) -> Any:
        ...

    def keys(self) -> Any:
        ...

    def pop(self, key: Any) -> Any:
        """same as __delattr__ (does not return a value)"""

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          output1:
        """

    def values(self) -> Any:
        ...

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class ModuleList(Module, ListProxy):
    """a list of modules"""
    @property
    def c(self) -> list[Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> list[Any]:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Sequence[Any]) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def append(self, new: Any) -> Any:
        """Append object to the end of the list."""

    def clear(self) -> Any:
        """Remove all items from list."""

    def copy(self) -> Any:
        """Return a shallow copy of the list."""

    def count(self, value: Any, /) -> Any:
        """Return number of occurrences of value."""

    def extend(self, iterable: Any) -> Any:
        """Extend list by appending elements from the iterable."""

    def free(self) -> None:
        """Change ownership to None"""

    def index(self, value: Any, start: float = ..., stop: float = ..., /) -> Any:
        """Return first index of value.

        Raises ValueError if the value is not present.
        """

    def insert(self, index: Any, new: Any) -> Any:
        """Insert object before index."""

    def pop(self, index: float = ...) -> Any:
        """Remove and return item at index (default last).

        Raises IndexError if list is empty or index is out of range.
        """

    def remove(self, value: Any) -> Any:
        """Remove first occurrence of value.

        Raises ValueError if the value is not present.
        """

    def reverse(self) -> Any:
        """Reverse *IN PLACE*."""

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

    def sort(self, *, key: Any = ..., reverse: bool = ...) -> Any:
        """Sort the list in ascending order and return None.

        The sort is in-place (i.e. the list itself is modified) and stable (i.e. the
        order of two equal elements is maintained).

        If a key function is given, apply it once to each list item and sort them,
        ascending or descending, according to their function values.

        The reverse flag can be set to sort in descending order.
        """

    def __getitem__(self, key: Any) -> StageListElement: ...

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class NetworkAnalyzer(Module):
    """Using an IQ module, the network analyzer can measure the complex coherent response between an output and any signal in the redpitaya."""
    @property
    def AUTO_AMP_AVG(self) -> int:
        """plain"""
    @AUTO_AMP_AVG.setter
    def AUTO_AMP_AVG(self, value: float) -> None: ...

    @property
    def MIN_DELAY_CONTINUOUS_MS(self) -> int:
        """plain"""
    @MIN_DELAY_CONTINUOUS_MS.setter
    def MIN_DELAY_CONTINUOUS_MS(self, value: float) -> None: ...

    @property
    def MIN_DELAY_SINGLE_MS(self) -> int:
        """plain"""
    @MIN_DELAY_SINGLE_MS.setter
    def MIN_DELAY_SINGLE_MS(self, value: float) -> None: ...

    @property
    def acbandwidth(self) -> Any:
        """Bandwidth of the input high-pass filter of the na.
        Options: 3.10813e+06, 1.38667e+06, 656885, 319570, 157595, 77864.6, 38894.2, 19437.6, 9716.42, 4857.62, 2428.66, 1214.29, 607.137, 303.566, 151.783, 75.8911, 37.9455, 18.9728, 9.48638, 4.74319, 0.
        """
    @acbandwidth.setter
    def acbandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def amplitude(self) -> float:
        """From 0 to 1."""
    @amplitude.setter
    def amplitude(self, value: float) -> None: ...

    @property
    def amplitude_list(self) -> Any:
        """plain"""
    @amplitude_list.setter
    def amplitude_list(self, value: Any) -> None: ...

    @property
    def auto_amp_max(self) -> float:
        """float"""
    @auto_amp_max.setter
    def auto_amp_max(self, value: float) -> None: ...

    @property
    def auto_amp_min(self) -> float:
        """float"""
    @auto_amp_min.setter
    def auto_amp_min(self, value: float) -> None: ...

    @property
    def auto_amplitude(self) -> bool:
        """bool"""
    @auto_amplitude.setter
    def auto_amplitude(self, value: bool) -> None: ...

    @property
    def auto_bandwidth(self) -> bool:
        """Dynamically change the bandwidth at low frequencybased on q_factor_min"""
    @auto_bandwidth.setter
    def auto_bandwidth(self, value: bool) -> None: ...

    @property
    def average_per_point(self) -> int:
        """From 1."""
    @average_per_point.setter
    def average_per_point(self, value: int) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_avg(self) -> int:
        """plain"""
    @current_avg.setter
    def current_avg(self, value: float) -> None: ...

    @property
    def current_freq(self) -> float:
        """current frequency during the scan"""

    @property
    def curve_name(self) -> str:
        """name of the curve to save."""
    @curve_name.setter
    def curve_name(self, value: str) -> None: ...

    @property
    def frequencies(self) -> np.ndarray:
        """Since calculating frequency (normalized to fit in the hardware) might
        be long, we cash the result.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1."""
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def iq(self) -> Any:
        """underlying iq module."""

    @property
    def last_valid_point(self) -> Any:
        """property, read only"""

    @property
    def logscale(self) -> bool:
        """bool"""
    @logscale.setter
    def logscale(self, value: bool) -> None: ...

    @property
    def measured_time_per_point(self) -> float:
        """plain"""
    @measured_time_per_point.setter
    def measured_time_per_point(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """Options:
        ['off', 'out1', 'out2', 'both']
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def points(self) -> int:
        """From 1 to 1e+08."""
    @points.setter
    def points(self, value: int) -> None: ...

    @property
    def q_factor_min(self) -> float:
        """When auto_bandwidth is on, the bandwidth is updatedat low frequency to make sure it is never largerthan frequency/q_factor_min"""
    @q_factor_min.setter
    def q_factor_min(self, value: float) -> None: ...

    @property
    def rbw(self) -> float:
        """Options: 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06."""
    @rbw.setter
    def rbw(self, value: float) -> None: ...

    @property
    def run_continuous(self) -> bool:
        """Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module."""
    @run_continuous.setter
    def run_continuous(self, value: bool) -> None: ...

    @property
    def running_state(self) -> str:
        """property, read only"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def sleeptimes(self) -> float:
        """plain"""
    @sleeptimes.setter
    def sleeptimes(self, value: float) -> None: ...

    @property
    def start_freq(self) -> float:
        """Unit: Hz.
        From 0.0291038.
        """
    @start_freq.setter
    def start_freq(self, value: float) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def stop_freq(self) -> float:
        """Unit: Hz.
        From 0.0291038.
        """
    @stop_freq.setter
    def stop_freq(self, value: float) -> None: ...

    @property
    def target_dbv(self) -> float:
        """float"""
    @target_dbv.setter
    def target_dbv(self, value: float) -> None: ...

    @property
    def trace_average(self) -> int:
        """number of curves to average in single mode. In continuous mode, a decaying average with a characteristic memory of 'trace_average' curves is performed.
        From 1.
        """
    @trace_average.setter
    def trace_average(self, value: int) -> None: ...

    def auto_rbw_value(self, freq: Any) -> Any:
        """if freq/q is smaller than rbw, use it instead.
        Also, round to the smallest non-zero rbw
        """

    def continuous(self) -> None:
        """continuously acquires curves, and performs a moving
        average over the trace_average last ones (exponential decaying
        average).
        """

    def free(self) -> None:
        """Change ownership to None"""

    def is_zero_span(self) -> Any:
        """Returns true if start_freq is the same as stop_freq."""

    def pause(self) -> None:
        """Stops the current acquisition without restarting the averaging"""

    def resume(self) -> None:
        """Resume the current averaging run. The future returned by a previous
        call of single_async will eventually be set at the end.
        """

    def save_curve(self) -> Any:
        """Saves the curve(s) that is (are) currently displayed in the gui in
        the db_system. Also, returns the list [curve_ch1, curve_ch2]...
        """

    def setup(
        self,
        *,
        acbandwidth: float | Sequence[float] = ...,
        amplitude: float = ...,
        auto_amp_max: float = ...,
        auto_amp_min: float = ...,
        auto_amplitude: bool = ...,
        auto_bandwidth: bool = ...,
        average_per_point: int = ...,
        curve_name: str = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        logscale: bool = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        points: int = ...,
        q_factor_min: float = ...,
        rbw: float = ...,
        run_continuous: bool = ...,
        start_freq: float = ...,
        stop_freq: float = ...,
        target_dbv: float = ...,
        trace_average: int = ...,
    ) -> None:
        """attributes
        ==========
          trace_average: number of curves to average in single mode. In continuous mode, a decaying average with a characteristic memory of 'trace_average' curves is performed.
          curve_name: name of the curve to save.
          run_continuous: Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module.
          input:
          output_direct:
        Options:
        ['off', 'out1', 'out2', 'both']
          acbandwidth: Bandwidth of the input high-pass filter of the na.
          start_freq:
          stop_freq:
          rbw:
          average_per_point:
          points:
          amplitude:
          logscale:
          auto_bandwidth: Dynamically change the bandwidth at low frequencybased on q_factor_min
          q_factor_min: When auto_bandwidth is on, the bandwidth is updatedat low frequency to make sure it is never largerthan frequency/q_factor_min
          auto_amplitude:
          target_dbv:
          auto_amp_min:
          auto_amp_max:
        """

    def signal(self) -> Any:
        ...

    def single(self, timeout: float | None = ...) -> np.ndarray:
        """Same as single_async, except:
            - the function will not return until the averaged curve is ready or timeout occurs.
            - the function directly returns an array with the curve instead of a future object.
        """

    def single_async(self) -> AcquisitionHandle:
        """Performs an asynchronous acquisition of trace_average curves.
        - If running_state is not stop, stops the current acquisition.
        - Immediately returns a future object representing the curve.
        - The curve can be retrieved by calling future.result() when the
        result is ready, or async_utils.wait(future) to wait until then.
        - The future is cancelled if the instrument's state goes to any
        state except for 'paused_single' before the end of the acquisition.
        """

    def stop(self) -> None:
        """Stops the current acquisition and averaging will be restarted
        at next run.
        """

    def take_ringdown(self, frequency: Any, rbw: float = ..., points: float = ..., trace_average: float = ...) -> Any:
        ...

    def threshold_hook(self, current_val: Any) -> Any:
        """A convenience function to stop the run upon some condition
        (such as reaching of a threshold. current_val is the complex amplitude
        of the last data point).

        To be overwritten in derived class...
        Parameters
        ----------
        current_val

        Returns
        -------
        """

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current IQ module setting for the given frequency array. The given
        transfer function is only relevant if the module is used as a
        bandpass filter, i.e. with the setting (gain != 0). If extradelay = 0,
        only the default delay is taken into account, i.e. the propagation
        delay from input to output_signal.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 200 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

    @property
    def data_x(self) -> np.ndarray: ...  # after the first run

    @property
    def data_avg(self) -> np.ndarray: ...  # after the first run

class OutputSignal(Module):
    """As many output signals as desired can be added to the lockbox"""
    @property
    def calibration_data(self) -> CalibrationData: ...

    @property
    def additional_filter(self) -> Any:
        """Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, 0, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @additional_filter.setter
    def additional_filter(self, value: float | Sequence[float]) -> None: ...

    @property
    def analog_filter_cutoff(self) -> float:
        """Unit: Hz.
        From 0 to 1e+10.
        """
    @analog_filter_cutoff.setter
    def analog_filter_cutoff(self, value: float) -> None: ...

    @property
    def assisted_design(self) -> bool:
        """bool"""
    @assisted_design.setter
    def assisted_design(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_state(self) -> str:
        """Options:
        ['lock', 'unlock', 'sweep']
        Options: lock, unlock, sweep.
        """
    @current_state.setter
    def current_state(self, value: str) -> None: ...

    @property
    def current_state_options(self) -> list[Any]:
        """plain"""
    @current_state_options.setter
    def current_state_options(self, value: Sequence[Any]) -> None: ...

    @property
    def dc_gain(self) -> float:
        """From -1e+10 to 1e+10."""
    @dc_gain.setter
    def dc_gain(self, value: float) -> None: ...

    @property
    def desired_unity_gain_frequency(self) -> float:
        """Unit: Hz.
        From 0 to 1e+10.
        """
    @desired_unity_gain_frequency.setter
    def desired_unity_gain_frequency(self, value: float) -> None: ...

    @property
    def extra_module(self) -> str:
        """Options:
        ['None', 'iir', 'pid', 'iq']
        Options: None, iir, pid, iq.
        """
    @extra_module.setter
    def extra_module(self, value: str) -> None: ...

    @property
    def extra_module_options(self) -> list[Any]:
        """plain"""
    @extra_module_options.setter
    def extra_module_options(self, value: Sequence[Any]) -> None: ...

    @property
    def extra_module_state(self) -> str:
        """Options:
        ['None']
        Options: None.
        """
    @extra_module_state.setter
    def extra_module_state(self, value: str) -> None: ...

    @property
    def extra_module_state_options(self) -> list[Any]:
        """plain"""
    @extra_module_state_options.setter
    def extra_module_state_options(self, value: Sequence[Any]) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def i(self) -> float:
        """From -1e+10 to 1e+10."""
    @i.setter
    def i(self, value: float) -> None: ...

    @property
    def is_saturated(self) -> bool:
        """Returns
        -------
        True: if the output has saturated
        False: otherwise
        """

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def max(self) -> float:
        """property, read only"""

    @property
    def max_voltage(self) -> float:
        """positive saturation voltage
        From -1 to 1.
        """
    @max_voltage.setter
    def max_voltage(self, value: float) -> None: ...

    @property
    def mean(self) -> float:
        """property, read only"""

    @property
    def min(self) -> float:
        """property, read only"""

    @property
    def min_voltage(self) -> float:
        """negative saturation voltage
        From -1 to 1.
        """
    @min_voltage.setter
    def min_voltage(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def output_channel(self) -> str:
        """Options:
        ['out1', 'out2', 'pwm0', 'pwm1']
        Options: out1, out2, pwm0, pwm1.
        """
    @output_channel.setter
    def output_channel(self, value: str) -> None: ...

    @property
    def output_channel_options(self) -> list[Any]:
        """plain"""
    @output_channel_options.setter
    def output_channel_options(self, value: Sequence[Any]) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def p(self) -> float:
        """From -1e+10 to 1e+10."""
    @p.setter
    def p(self, value: float) -> None: ...

    @property
    def pid(self) -> Any:
        """property, read only"""

    @property
    def relative_mean(self) -> Any:
        """returns the ratio between the measured mean value and the expected one."""

    @property
    def relative_rms(self) -> Any:
        """returns the ratio between the measured rms value and the expected mean."""

    @property
    def rms(self) -> float:
        """property, read only"""

    @property
    def sampler_time(self) -> float:
        """specifies the duration over which to sample a signal"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def sweep_amplitude(self) -> float:
        """From -1 to 1."""
    @sweep_amplitude.setter
    def sweep_amplitude(self, value: float) -> None: ...

    @property
    def sweep_frequency(self) -> float:
        """Unit: Hz.
        From 0.
        """
    @sweep_frequency.setter
    def sweep_frequency(self, value: float) -> None: ...

    @property
    def sweep_offset(self) -> float:
        """From -1 to 1."""
    @sweep_offset.setter
    def sweep_offset(self, value: float) -> None: ...

    @property
    def sweep_waveform(self) -> str:
        """Options:
        ['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise']
        Options: sin, cos, ramp, halframp, square, dc, noise.
        """
    @sweep_waveform.setter
    def sweep_waveform(self, value: str) -> None: ...

    @property
    def sweep_waveform_options(self) -> list[Any]:
        """plain"""
    @sweep_waveform_options.setter
    def sweep_waveform_options(self, value: Sequence[Any]) -> None: ...

    @property
    def tf_curve(self) -> int:
        """int"""
    @tf_curve.setter
    def tf_curve(self, value: int) -> None: ...

    @property
    def tf_type(self) -> str:
        """Options:
        ['flat', 'filter', 'curve']
        Options: flat, filter, curve.
        """
    @tf_type.setter
    def tf_type(self, value: str) -> None: ...

    @property
    def tf_type_options(self) -> list[Any]:
        """plain"""
    @tf_type_options.setter
    def tf_type_options(self, value: Sequence[Any]) -> None: ...

    @property
    def unit(self) -> str:
        """Options:
        []
        Options: V/V, mV/V.
        """
    @unit.setter
    def unit(self, value: str) -> None: ...

    @property
    def unit_options(self) -> list[Any]:
        """plain"""
    @unit_options.setter
    def unit_options(self, value: Sequence[Any]) -> None: ...

    def diagnostics(self, duration: float = ...) -> Any:
        """example code for lock diagnostics:

        Parameters
        ----------
        duration: duration over which to average

        Returns
        -------
        relative rms of the signal, normalized by
        """

    def free(self) -> None:
        """Change ownership to None"""

    def get_analog_offset(self, duration: float = ...) -> Any:
        """function to acquire the analog offset of the signal (with nothing connected).
        This offset is subtracted from all raw signals
        """

    def lock(self, input: Any = ..., setpoint: Any = ..., offset: Any = ..., gain_factor: Any = ...) -> Any:
        """Closes the lock loop, using the required p and i parameters."""

    def setup(
        self,
        *,
        additional_filter: float | Sequence[float] = ...,
        analog_filter_cutoff: float = ...,
        assisted_design: bool = ...,
        dc_gain: float = ...,
        desired_unity_gain_frequency: float = ...,
        extra_module: str = ...,
        extra_module_state: str = ...,
        i: float = ...,
        max_voltage: float = ...,
        min_voltage: float = ...,
        output_channel: str = ...,
        p: float = ...,
        sweep_amplitude: float = ...,
        sweep_frequency: float = ...,
        sweep_offset: float = ...,
        sweep_waveform: str = ...,
        tf_curve: int = ...,
        tf_type: str = ...,
        unit: str = ...,
    ) -> None:
        """attributes
        ==========
          unit:
        Options:
        []
          sweep_amplitude:
          sweep_offset:
          sweep_frequency:
          sweep_waveform:
        Options:
        ['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise']
          dc_gain:
          output_channel:
        Options:
        ['out1', 'out2', 'pwm0', 'pwm1']
          p:
          i:
          additional_filter:
          analog_filter_cutoff:
          extra_module:
        Options:
        ['None', 'iir', 'pid', 'iq']
          extra_module_state:
        Options:
        ['None']
          desired_unity_gain_frequency:
          max_voltage: positive saturation voltage
          min_voltage: negative saturation voltage
          assisted_design:
          tf_curve:
          tf_type:
        Options:
        ['flat', 'filter', 'curve']
          calibration_data:
        """

    def signal(self) -> Any:
        """derived class should define this method which yields the scope-
        compatible signal that can be used to monitor this signal
        """

    def stats(self, t: Any = ...) -> Any:
        """returns a tuple containing the mean, rms, max, and min of the signal."""

    def sweep(self) -> Any:
        ...

    def tf_freqs(self) -> Any:
        """Frequency values to plot the transfer function. Frequency (abcissa) of
        the tf_curve if tf_type=="curve", else: logspace(0, 6, 20000)
        """

    def transfer_function(self, freqs: Any) -> np.ndarray:
        """Returns the design open-loop transfer function for the output (including analog plant)"""

    def transfer_function_controller(self, freqs: Any, stage: Any) -> Any:
        """Returns the design transfer function between input and output,
        at the specified stage.
        """

    def unlock(self, reset_offset: bool = ...) -> Any:
        ...

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class Pid(Module):
    """A proportional/Integrator/Differential filter."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def derivative(self) -> Any:
        """property"""
    @derivative.setter
    def derivative(self, value: Any) -> None: ...

    @property
    def differential_mode_enabled(self) -> bool:
        """If True, the differential mode is enabled. In this mode, the setpoint is given by the input signal of another pid module. Only pid0 and pid1 can be paired in differential mode."""
    @differential_mode_enabled.setter
    def differential_mode_enabled(self, value: bool) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def i(self) -> float:
        """pid integral unity-gain frequency [Hz]
        Unit: Hz.
        From -38856.2 to 38856.2.
        """
    @i.setter
    def i(self, value: float) -> None: ...

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, 0, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def integral(self) -> float:
        """property"""
    @integral.setter
    def integral(self, value: float) -> None: ...

    @property
    def ival(self) -> Any:
        """Current value of the integrator memory (i.e. pid output voltage offset)
        From -4 to 4.
        """
    @ival.setter
    def ival(self, value: Any) -> None: ...

    @property
    def max_voltage(self) -> float:
        """maximum output signal [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @max_voltage.setter
    def max_voltage(self, value: float) -> None: ...

    @property
    def min_voltage(self) -> float:
        """minimum output signal [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @min_voltage.setter
    def min_voltage(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def p(self) -> float:
        """pid proportional gain [1]
        From -2048 to 2048.
        """
    @p.setter
    def p(self, value: float) -> None: ...

    @property
    def pause_gains(self) -> Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid']:
        """Selects which gains are frozen during pausing/synchronization.
        Options: off, i, p, pi, d, id, pd, pid.
        """
    @pause_gains.setter
    def pause_gains(self, value: Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid']) -> None: ...

    @property
    def pause_gains_options(self) -> list[Any]:
        """plain"""
    @pause_gains_options.setter
    def pause_gains_options(self, value: Sequence[Any]) -> None: ...

    @property
    def paused(self) -> bool:
        """While True, the gains selected with `pause` are temporarily set to zero"""
    @paused.setter
    def paused(self, value: bool) -> None: ...

    @property
    def proportional(self) -> float:
        """property"""
    @proportional.setter
    def proportional(self, value: float) -> None: ...

    @property
    def reg_integral(self) -> float:
        """property"""
    @reg_integral.setter
    def reg_integral(self, value: float) -> None: ...

    @property
    def setpoint(self) -> float:
        """pid setpoint [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @setpoint.setter
    def setpoint(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        differential_mode_enabled: bool = ...,
        i: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        inputfilter: float | Sequence[float] = ...,
        max_voltage: float = ...,
        min_voltage: float = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        p: float = ...,
        pause_gains: Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid'] = ...,
        paused: bool = ...,
        setpoint: float = ...,
    ) -> None:
        """sets up the pid (just setting the attributes is OK).

        attributes
        ==========
          input: selects the input signal of the module
          output_direct: selects to which analog output the module signal is sent directly
          setpoint: pid setpoint [volts]
          p: pid proportional gain [1]
          i: pid integral unity-gain frequency [Hz]
          inputfilter: Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
          max_voltage: maximum output signal [volts]
          min_voltage: minimum output signal [volts]
          pause_gains: Selects which gains are frozen during pausing/synchronization.
          paused: While True, the gains selected with `pause` are temporarily set to zero
          differential_mode_enabled: If True, the differential mode is enabled. In this mode, the setpoint is given by the input signal of another pid module. Only pid0 and pid1 can be paired in differential mode.
        """

    def signal(self) -> Any:
        ...

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current PID module setting for the given frequency array. The
        settings for p, i, d and inputfilter, as well as delay are aken into
        account for the modelisation. There is a slight dependency of delay
        on the setting of inputfilter, i.e. about 2 extracycles per filter
        that is not set to 0, which is however taken into account.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 200 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

class Pid2(Module):
    """A proportional/Integrator/Differential filter."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def derivative(self) -> Any:
        """property"""
    @derivative.setter
    def derivative(self, value: Any) -> None: ...

    @property
    def differential_mode_enabled(self) -> bool:
        """If True, the differential mode is enabled. In this mode, the setpoint is given by the input signal of another pid module. Only pid0 and pid1 can be paired in differential mode."""
    @differential_mode_enabled.setter
    def differential_mode_enabled(self, value: bool) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def i(self) -> float:
        """pid integral unity-gain frequency [Hz]
        Unit: Hz.
        From -38856.2 to 38856.2.
        """
    @i.setter
    def i(self, value: float) -> None: ...

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, 0, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def integral(self) -> float:
        """property"""
    @integral.setter
    def integral(self, value: float) -> None: ...

    @property
    def ival(self) -> Any:
        """Current value of the integrator memory (i.e. pid output voltage offset)
        From -4 to 4.
        """
    @ival.setter
    def ival(self, value: Any) -> None: ...

    @property
    def max_voltage(self) -> float:
        """maximum output signal [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @max_voltage.setter
    def max_voltage(self, value: float) -> None: ...

    @property
    def min_voltage(self) -> float:
        """minimum output signal [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @min_voltage.setter
    def min_voltage(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def owner(self) -> str:
        """property"""
    @owner.setter
    def owner(self, value: str) -> None: ...

    @property
    def p(self) -> float:
        """pid proportional gain [1]
        From -2048 to 2048.
        """
    @p.setter
    def p(self, value: float) -> None: ...

    @property
    def pause_gains(self) -> Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid']:
        """Selects which gains are frozen during pausing/synchronization.
        Options: off, i, p, pi, d, id, pd, pid.
        """
    @pause_gains.setter
    def pause_gains(self, value: Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid']) -> None: ...

    @property
    def pause_gains_options(self) -> list[Any]:
        """plain"""
    @pause_gains_options.setter
    def pause_gains_options(self, value: Sequence[Any]) -> None: ...

    @property
    def paused(self) -> bool:
        """While True, the gains selected with `pause` are temporarily set to zero"""
    @paused.setter
    def paused(self, value: bool) -> None: ...

    @property
    def proportional(self) -> float:
        """property"""
    @proportional.setter
    def proportional(self, value: float) -> None: ...

    @property
    def reg_integral(self) -> float:
        """property"""
    @reg_integral.setter
    def reg_integral(self, value: float) -> None: ...

    @property
    def setpoint(self) -> float:
        """pid setpoint [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @setpoint.setter
    def setpoint(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        differential_mode_enabled: bool = ...,
        i: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        inputfilter: float | Sequence[float] = ...,
        max_voltage: float = ...,
        min_voltage: float = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        p: float = ...,
        pause_gains: Literal['off', 'i', 'p', 'pi', 'd', 'id', 'pd', 'pid'] = ...,
        paused: bool = ...,
        setpoint: float = ...,
    ) -> None:
        """sets up the pid (just setting the attributes is OK).

        attributes
        ==========
          input: selects the input signal of the module
          output_direct: selects to which analog output the module signal is sent directly
          setpoint: pid setpoint [volts]
          p: pid proportional gain [1]
          i: pid integral unity-gain frequency [Hz]
          inputfilter: Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
          max_voltage: maximum output signal [volts]
          min_voltage: minimum output signal [volts]
          pause_gains: Selects which gains are frozen during pausing/synchronization.
          paused: While True, the gains selected with `pause` are temporarily set to zero
          differential_mode_enabled: If True, the differential mode is enabled. In this mode, the setpoint is given by the input signal of another pid module. Only pid0 and pid1 can be paired in differential mode.
        """

    def signal(self) -> Any:
        ...

    def transfer_function(self, frequencies: Any, extradelay: float = ...) -> np.ndarray:
        """Returns a complex np.array containing the transfer function of the
        current PID module setting for the given frequency array. The
        settings for p, i, d and inputfilter, as well as delay are aken into
        account for the modelisation. There is a slight dependency of delay
        on the setting of inputfilter, i.e. about 2 extracycles per filter
        that is not set to 0, which is however taken into account.

        Parameters
        ----------
        frequencies: np.array or float
            Frequencies to compute the transfer function for
        extradelay: float
            External delay to add to the transfer function (in s). If zero,
            only the delay for internal propagation from input to
            output_signal is used. If the module is fed to analog inputs and
            outputs, an extra delay of the order of 200 ns must be passed as
            an argument for the correct delay modelisation.

        Returns
        -------
        tf: np.array(..., dtype=complex)
            The complex open loop transfer function of the module.
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

class Pids(Module):
    """The pid modules: pop() takes a free one, free() gives it back."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class Pwm(Module):
    """Auxiliary outputs"""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Any:
        """plain"""
    @output_direct.setter
    def output_direct(self, value: Any) -> None: ...

    @property
    def output_directs(self) -> Any:
        """plain"""
    @output_directs.setter
    def output_directs(self, value: Any) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
    ) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
          input: selects the input signal of the module
        """

    def signal(self) -> Any:
        ...

class Pwms(Module):
    """The pwm modules: pop() takes a free one, free() gives it back."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class PyrplConfig(Module):
    """This Module allows the Gui to configure the global settins, such as redpitaya and pyrpl"""
    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def configfile(self) -> str:
        """str"""
    @configfile.setter
    def configfile(self, value: str) -> None: ...

    @property
    def current_branch(self) -> dict[Any, Any]:
        """property, read only"""

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def module(self) -> Literal['pyrpl', 'redpitaya', 'asgs', 'iqs', 'pids', 'scopes', 'iirs', 'trigs', 'pwms', 'hks', 'networkanalyzer', 'spectrumanalyzer', 'curveviewer', 'pyrplconfig', 'lockbox']:
        """this selector allows to choose which module is configured
        Options:
        []
        Options: pyrpl, redpitaya, asgs, iqs, pids, scopes, iirs, trigs, pwms, hks, networkanalyzer, spectrumanalyzer, curveviewer, pyrplconfig, lockbox.
        """
    @module.setter
    def module(self, value: Literal['pyrpl', 'redpitaya', 'asgs', 'iqs', 'pids', 'scopes', 'iirs', 'trigs', 'pwms', 'hks', 'networkanalyzer', 'spectrumanalyzer', 'curveviewer', 'pyrplconfig', 'lockbox']) -> None: ...

    @property
    def module_options(self) -> list[Any]:
        """plain"""
    @module_options.setter
    def module_options(self, value: Sequence[Any]) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def text(self) -> Any:
        """TextProperty"""
    @text.setter
    def text(self, value: Any) -> None: ...

    def free(self) -> None:
        """Change ownership to None"""

    def refresh(self) -> Any:
        ...

    def save(self) -> Any:
        ...

    def setup(self, **kwds: Any) -> None:
        """attributes
        ==========
        """

class Sampler(Module):
    """this module provides a sample of each signal."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def asg0(self) -> float:
        """current value of asg0
        From -1.00012 to 1.
        """
    @asg0.setter
    def asg0(self, value: float) -> None: ...

    @property
    def asg1(self) -> float:
        """current value of asg1
        From -1.00012 to 1.
        """
    @asg1.setter
    def asg1(self, value: float) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def iir(self) -> float:
        """current value of iir
        From -1.00012 to 1.
        """
    @iir.setter
    def iir(self, value: float) -> None: ...

    @property
    def in1(self) -> float:
        """current value of in1
        From -1.00012 to 1.
        """
    @in1.setter
    def in1(self, value: float) -> None: ...

    @property
    def in2(self) -> float:
        """current value of in2
        From -1.00012 to 1.
        """
    @in2.setter
    def in2(self, value: float) -> None: ...

    @property
    def iq0(self) -> float:
        """current value of iq0
        From -1.00012 to 1.
        """
    @iq0.setter
    def iq0(self, value: float) -> None: ...

    @property
    def iq1(self) -> float:
        """current value of iq1
        From -1.00012 to 1.
        """
    @iq1.setter
    def iq1(self, value: float) -> None: ...

    @property
    def iq2(self) -> float:
        """current value of iq2
        From -1.00012 to 1.
        """
    @iq2.setter
    def iq2(self, value: float) -> None: ...

    @property
    def iq2_2(self) -> float:
        """current value of iq2_2
        From -1.00012 to 1.
        """
    @iq2_2.setter
    def iq2_2(self, value: float) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def off(self) -> float:
        """current value of off
        From -1.00012 to 1.
        """
    @off.setter
    def off(self, value: float) -> None: ...

    @property
    def out1(self) -> float:
        """current value of out1
        From -1.00012 to 1.
        """
    @out1.setter
    def out1(self, value: float) -> None: ...

    @property
    def out2(self) -> float:
        """current value of out2
        From -1.00012 to 1.
        """
    @out2.setter
    def out2(self, value: float) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def pid0(self) -> float:
        """current value of pid0
        From -1.00012 to 1.
        """
    @pid0.setter
    def pid0(self, value: float) -> None: ...

    @property
    def pid1(self) -> float:
        """current value of pid1
        From -1.00012 to 1.
        """
    @pid1.setter
    def pid1(self, value: float) -> None: ...

    @property
    def pid2(self) -> float:
        """current value of pid2
        From -1.00012 to 1.
        """
    @pid2.setter
    def pid2(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def trig(self) -> float:
        """current value of trig
        From -1.00012 to 1.
        """
    @trig.setter
    def trig(self, value: float) -> None: ...

    def free(self) -> None:
        """Change ownership to None"""

    def mean_stddev(self, signal: str = ..., t: float = ...) -> Any:
        """computes the mean and standard deviation of the chosen signal

        Parameters
        ----------
        signal: input signal
        t: duration over which to average

        obsolete:
        n: equivalent number of FPGA clock cycles to average over

        Returns
        -------
        mean, stddev: mean and standard deviation of all samples
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

    def stats(self, signal: str = ..., t: float = ...) -> Any:
        """computes the mean, standard deviation, min and max of the chosen signal over duration t

        Parameters
        ----------
        signal: input signal
        t: duration over which to average

        obsolete:
        n: equivalent number of FPGA clock cycles to average over

        Returns
        -------
        mean, stddev, max, min: mean and standard deviation of all samples
        """

    def stream(
        self,
        *signals: ModuleProxy | str,
        rate: float = 100.0,
        buffer: int = 200,
        timeout: float | None = None,
    ) -> Stream[SampleFrame]:
        """Sample signals at a rate: for frame in rp.sampler.stream("in1", rate=100): ..."""

class Scope(Module):
    """Oscilloscope with two channels."""
    @property
    def MIN_DELAY_CONTINUOUS_MS(self) -> int:
        """plain"""
    @MIN_DELAY_CONTINUOUS_MS.setter
    def MIN_DELAY_CONTINUOUS_MS(self, value: float) -> None: ...

    @property
    def MIN_DELAY_CONTINUOUS_ROLLING_MS(self) -> int:
        """plain"""
    @MIN_DELAY_CONTINUOUS_ROLLING_MS.setter
    def MIN_DELAY_CONTINUOUS_ROLLING_MS(self, value: float) -> None: ...

    @property
    def MIN_DELAY_SINGLE_MS(self) -> int:
        """plain"""
    @MIN_DELAY_SINGLE_MS.setter
    def MIN_DELAY_SINGLE_MS(self, value: float) -> None: ...

    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def average(self) -> bool:
        """Enables averaging during decimation if set to True"""
    @average.setter
    def average(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def ch1_active(self) -> bool:
        """should ch1 be displayed in the gui?"""
    @ch1_active.setter
    def ch1_active(self, value: bool) -> None: ...

    @property
    def ch1_firstpoint(self) -> float:
        """1 sample of ch1 data [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @ch1_firstpoint.setter
    def ch1_firstpoint(self, value: float) -> None: ...

    @property
    def ch2_active(self) -> bool:
        """should ch2 be displayed in the gui?"""
    @ch2_active.setter
    def ch2_active(self, value: bool) -> None: ...

    @property
    def ch2_firstpoint(self) -> float:
        """1 sample of ch2 data [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @ch2_firstpoint.setter
    def ch2_firstpoint(self, value: float) -> None: ...

    @property
    def ch_math_active(self) -> bool:
        """should ch_math be displayed in the gui?"""
    @ch_math_active.setter
    def ch_math_active(self, value: bool) -> None: ...

    @property
    def current_avg(self) -> int:
        """plain"""
    @current_avg.setter
    def current_avg(self, value: float) -> None: ...

    @property
    def current_timestamp(self) -> int:
        """An absolute counter for the time [cycles]
        Unit: cycles.
        From 0 to 1.84467e+19.
        """
    @current_timestamp.setter
    def current_timestamp(self, value: int) -> None: ...

    @property
    def curve_name(self) -> str:
        """name of the curve to save."""
    @curve_name.setter
    def curve_name(self, value: str) -> None: ...

    @property
    def data_length(self) -> int:
        """plain"""
    @data_length.setter
    def data_length(self, value: float) -> None: ...

    @property
    def decimation(self) -> int:
        """decimation factor
        Options: 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536.
        """
    @decimation.setter
    def decimation(self, value: float) -> None: ...

    @property
    def decimation_options(self) -> list[Any]:
        """plain"""
    @decimation_options.setter
    def decimation_options(self, value: Sequence[Any]) -> None: ...

    @property
    def decimations(self) -> list[Any]:
        """plain"""
    @decimations.setter
    def decimations(self, value: Sequence[Any]) -> None: ...

    @property
    def duration(self) -> float:
        """Options: 0.000131072, 0.000262144, 0.000524288, 0.00104858, 0.00209715, 0.0041943, 0.00838861, 0.0167772, 0.0335544, 0.0671089, 0.134218, 0.268435, 0.536871, 1.07374, 2.14748, 4.29497, 8.58993."""
    @duration.setter
    def duration(self, value: float) -> None: ...

    @property
    def duration_options(self) -> list[Any]:
        """plain"""
    @duration_options.setter
    def duration_options(self, value: Sequence[Any]) -> None: ...

    @property
    def durations(self) -> list[Any]:
        """plain"""
    @durations.setter
    def durations(self, value: Sequence[Any]) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hysteresis(self) -> float:
        """hysteresis for trigger [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @hysteresis.setter
    def hysteresis(self, value: float) -> None: ...

    @property
    def hysteresis_ch1(self) -> float:
        """property"""
    @hysteresis_ch1.setter
    def hysteresis_ch1(self, value: float) -> None: ...

    @property
    def hysteresis_ch2(self) -> float:
        """property"""
    @hysteresis_ch2.setter
    def hysteresis_ch2(self, value: float) -> None: ...

    @property
    def input1(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input1.setter
    def input1(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input1_options(self) -> list[Any]:
        """plain"""
    @input1_options.setter
    def input1_options(self, value: Sequence[Any]) -> None: ...

    @property
    def input2(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input2.setter
    def input2(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input2_options(self) -> list[Any]:
        """plain"""
    @input2_options.setter
    def input2_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def math_formula(self) -> str:
        """formula for channel math"""
    @math_formula.setter
    def math_formula(self, value: str) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def pretrig_ok(self) -> bool:
        """True if enough data have been acquired to fill the pretrig buffer"""
    @pretrig_ok.setter
    def pretrig_ok(self, value: bool) -> None: ...

    @property
    def rolling_mode(self) -> bool:
        """In rolling mode, the curve is continuously acquired and translated from the right to the left of the screen while new data arrive."""
    @rolling_mode.setter
    def rolling_mode(self, value: bool) -> None: ...

    @property
    def run_continuous(self) -> bool:
        """Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module."""
    @run_continuous.setter
    def run_continuous(self, value: bool) -> None: ...

    @property
    def running_state(self) -> str:
        """property, read only"""

    @property
    def sampling_time(self) -> float:
        """Options: 8e-09, 1.6e-08, 3.2e-08, 6.4e-08, 1.28e-07, 2.56e-07, 5.12e-07, 1.024e-06, 2.048e-06, 4.096e-06, 8.192e-06, 1.6384e-05, 3.2768e-05, 6.5536e-05, 0.000131072, 0.000262144, 0.000524288."""
    @sampling_time.setter
    def sampling_time(self, value: float) -> None: ...

    @property
    def sampling_time_options(self) -> list[Any]:
        """plain"""
    @sampling_time_options.setter
    def sampling_time_options(self, value: Sequence[Any]) -> None: ...

    @property
    def sampling_times(self) -> list[Any]:
        """plain"""
    @sampling_times.setter
    def sampling_times(self, value: Sequence[Any]) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def threshold(self) -> float:
        """trigger threshold [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @threshold.setter
    def threshold(self, value: float) -> None: ...

    @property
    def threshold_ch1(self) -> float:
        """property"""
    @threshold_ch1.setter
    def threshold_ch1(self, value: float) -> None: ...

    @property
    def threshold_ch2(self) -> float:
        """property"""
    @threshold_ch2.setter
    def threshold_ch2(self, value: float) -> None: ...

    @property
    def times(self) -> np.ndarray:
        """property, read only"""

    @property
    def trace_average(self) -> int:
        """number of curves to average in single mode. In continuous mode, a moving window average is performed.
        From 1.
        """
    @trace_average.setter
    def trace_average(self, value: int) -> None: ...

    @property
    def trigger_debounce(self) -> float:
        """Trigger debounce time [s]
        Unit: s.
        From -0.0041943 to 0.0041943.
        """
    @trigger_debounce.setter
    def trigger_debounce(self, value: float) -> None: ...

    @property
    def trigger_delay(self) -> float:
        """delay between trigger and acquisition start.
        negative values down to -duration are allowed for pretrigger. In trigger_source='immediately', trigger_delay is ignored.
        From -10 to 8.58993.
        """
    @trigger_delay.setter
    def trigger_delay(self, value: float) -> None: ...

    @property
    def trigger_source(self) -> Literal['off', 'immediately', 'ch1_positive_edge', 'ch1_negative_edge', 'ch2_positive_edge', 'ch2_negative_edge', 'ext_positive_edge', 'ext_negative_edge', 'asg0', 'asg1', 'dsp']:
        """Trigger source for the scope. Use 'immediately' if no synchronisation is required. Trigger_source will be ignored in rolling_mode.
        Options:
        ['off', 'immediately', 'ch1_positive_edge', 'ch1_negative_edge', 'ch2_positive_edge', 'ch2_negative_edge', 'ext_positive_edge', 'ext_negative_edge', 'asg0', 'asg1', 'dsp']
        Options: off, immediately, ch1_positive_edge, ch1_negative_edge, ch2_positive_edge, ch2_negative_edge, ext_positive_edge, ext_negative_edge, asg0, asg1, dsp.
        """
    @trigger_source.setter
    def trigger_source(self, value: Literal['off', 'immediately', 'ch1_positive_edge', 'ch1_negative_edge', 'ch2_positive_edge', 'ch2_negative_edge', 'ext_positive_edge', 'ext_negative_edge', 'asg0', 'asg1', 'dsp']) -> None: ...

    @property
    def trigger_source_options(self) -> list[Any]:
        """plain"""
    @trigger_source_options.setter
    def trigger_source_options(self, value: Sequence[Any]) -> None: ...

    @property
    def trigger_sources(self) -> list[Any]:
        """plain"""
    @trigger_sources.setter
    def trigger_sources(self, value: Sequence[Any]) -> None: ...

    @property
    def trigger_timestamp(self) -> int:
        """An absolute counter for the trigger time [cycles]
        Unit: cycles.
        From 0 to 1.84467e+19.
        """
    @trigger_timestamp.setter
    def trigger_timestamp(self, value: int) -> None: ...

    @property
    def voltage_in1(self) -> float:
        """in1 current value [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @voltage_in1.setter
    def voltage_in1(self, value: float) -> None: ...

    @property
    def voltage_in2(self) -> float:
        """in2 current value [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @voltage_in2.setter
    def voltage_in2(self, value: float) -> None: ...

    @property
    def voltage_out1(self) -> float:
        """out1 current value [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @voltage_out1.setter
    def voltage_out1(self, value: float) -> None: ...

    @property
    def voltage_out2(self) -> float:
        """out2 current value [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @voltage_out2.setter
    def voltage_out2(self, value: float) -> None: ...

    @property
    def xy_mode(self) -> bool:
        """in xy-mode, data are plotted vs the other channel (instead of time)"""
    @xy_mode.setter
    def xy_mode(self, value: bool) -> None: ...

    def continuous(self) -> None:
        """continuously acquires curves, and performs a moving
        average over the trace_average last ones (exponential decaying
        average).
        """

    def curve_ready(self) -> Any:
        """Returns True if new data is ready for transfer"""

    def free(self) -> None:
        """Change ownership to None"""

    def pause(self) -> None:
        """Stops the current acquisition without restarting the averaging"""

    def resume(self) -> None:
        """Resume the current averaging run. The future returned by a previous
        call of single_async will eventually be set at the end.
        """

    def save_curve(self) -> Any:
        """Saves the curve(s) that is (are) currently displayed in the gui in
        the db_system. Also, returns the list [curve_ch1, curve_ch2]...
        """

    def setup(
        self,
        *,
        average: bool = ...,
        ch1_active: bool = ...,
        ch2_active: bool = ...,
        ch_math_active: bool = ...,
        curve_name: str = ...,
        duration: float = ...,
        hysteresis: float = ...,
        input1: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        input2: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        math_formula: str = ...,
        rolling_mode: bool = ...,
        run_continuous: bool = ...,
        threshold: float = ...,
        trace_average: int = ...,
        trigger_delay: float = ...,
        trigger_source: Literal['off', 'immediately', 'ch1_positive_edge', 'ch1_negative_edge', 'ch2_positive_edge', 'ch2_negative_edge', 'ext_positive_edge', 'ext_negative_edge', 'asg0', 'asg1', 'dsp'] = ...,
        xy_mode: bool = ...,
    ) -> None:
        """:return:

        attributes
        ==========
          trace_average: number of curves to average in single mode. In continuous mode, a moving window average is performed.
          curve_name: name of the curve to save.
          run_continuous: Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module.
          input1: selects the input signal of the module
          input2: selects the input signal of the module
          duration:
          average: Enables averaging during decimation if set to True
          trigger_source: Trigger source for the scope. Use 'immediately' if no synchronisation is required. Trigger_source will be ignored in rolling_mode.
        Options:
        ['off', 'immediately', 'ch1_positive_edge', 'ch1_negative_edge', 'ch2_positive_edge', 'ch2_negative_edge', 'ext_positive_edge', 'ext_negative_edge', 'asg0', 'asg1', 'dsp']
          trigger_delay: delay between trigger and acquisition start.
        negative values down to -duration are allowed for pretrigger. In trigger_source='immediately', trigger_delay is ignored.
          threshold: trigger threshold [volts]
          hysteresis: hysteresis for trigger [volts]
          ch1_active: should ch1 be displayed in the gui?
          ch2_active: should ch2 be displayed in the gui?
          ch_math_active: should ch_math be displayed in the gui?
          math_formula: formula for channel math
          xy_mode: in xy-mode, data are plotted vs the other channel (instead of time)
          rolling_mode: In rolling mode, the curve is continuously acquired and translated from the right to the left of the screen while new data arrive.
        """

    def single(self, timeout: float | None = ...) -> np.ndarray:
        """Same as single_async, except:
            - the function will not return until the averaged curve is ready or timeout occurs.
            - the function directly returns an array with the curve instead of a future object.
        """

    def single_async(self) -> AcquisitionHandle:
        """Performs an asynchronous acquisition of trace_average curves.
        - If running_state is not stop, stops the current acquisition.
        - Immediately returns a future object representing the curve.
        - The curve can be retrieved by calling future.result() when the
        result is ready, or async_utils.wait(future) to wait until then.
        - The future is cancelled if the instrument's state goes to any
        state except for 'paused_single' before the end of the acquisition.
        """

    def stop(self) -> None:
        """Stops the current acquisition and averaging will be restarted
        at next run.
        """

    def wait_for_pretrigger(self) -> Any:
        """sleeps until scope trigger is ready (buffer has enough new data)"""

    def wait_for_pretrigger_async(self) -> Any:
        """sleeps until scope trigger is ready (buffer has enough new data)"""

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

    def stream(self, *, buffer: int = 16, timeout: float | None = None) -> Stream[CurveFrame]:
        """Follow the curves as they come: for frame in rp.scope.stream(): ..."""

    @property
    def data_x(self) -> np.ndarray: ...  # after the first run

    @property
    def data_avg(self) -> np.ndarray: ...  # after the first run

class Scopes(Module):
    """Only one scope, but it should be protected by the slave/owner mechanism."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class SpectrumAnalyzer(Module):
    """A spectrum analyzer is composed of an IQ demodulator, followed by a scope"""
    @property
    def MIN_DELAY_CONTINUOUS_MS(self) -> int:
        """plain"""
    @MIN_DELAY_CONTINUOUS_MS.setter
    def MIN_DELAY_CONTINUOUS_MS(self, value: float) -> None: ...

    @property
    def MIN_DELAY_SINGLE_MS(self) -> int:
        """plain"""
    @MIN_DELAY_SINGLE_MS.setter
    def MIN_DELAY_SINGLE_MS(self, value: float) -> None: ...

    @property
    def PADDING_FACTOR(self) -> int:
        """plain"""
    @PADDING_FACTOR.setter
    def PADDING_FACTOR(self, value: float) -> None: ...

    @property
    def acbandwidth(self) -> Any:
        """Options: 0, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06."""
    @acbandwidth.setter
    def acbandwidth(self, value: float | Sequence[float]) -> None: ...

    @property
    def baseband(self) -> bool:
        """bool"""
    @baseband.setter
    def baseband(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def center(self) -> Any:
        """From 0."""
    @center.setter
    def center(self, value: Any) -> None: ...

    @property
    def current_avg(self) -> int:
        """plain"""
    @current_avg.setter
    def current_avg(self, value: float) -> None: ...

    @property
    def curve_name(self) -> str:
        """name of the curve to save."""
    @curve_name.setter
    def curve_name(self, value: str) -> None: ...

    @property
    def curve_unit(self) -> Literal['Vpk^2']:
        """Options:
        ['Vpk^2']
        Options: Vpk^2.
        """
    @curve_unit.setter
    def curve_unit(self, value: Literal['Vpk^2']) -> None: ...

    @property
    def curve_unit_options(self) -> list[Any]:
        """plain"""
    @curve_unit_options.setter
    def curve_unit_options(self, value: Sequence[Any]) -> None: ...

    @property
    def data_length(self) -> int:
        """property, read only"""

    @property
    def decimation(self) -> int:
        """Decimation setting for the scope.
        Options: 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536.
        """
    @decimation.setter
    def decimation(self, value: float) -> None: ...

    @property
    def decimation_options(self) -> list[Any]:
        """plain"""
    @decimation_options.setter
    def decimation_options(self, value: Sequence[Any]) -> None: ...

    @property
    def display_cross_amplitude(self) -> bool:
        """should cross-spectrum amplitude be displayed in baseband-mode?"""
    @display_cross_amplitude.setter
    def display_cross_amplitude(self, value: bool) -> None: ...

    @property
    def display_cross_phase(self) -> bool:
        """should cross-spectrum amplitude be displayed in baseband-mode?"""
    @display_cross_phase.setter
    def display_cross_phase(self, value: bool) -> None: ...

    @property
    def display_input1_baseband(self) -> bool:
        """should input1 spectrum be displayed in baseband-mode?"""
    @display_input1_baseband.setter
    def display_input1_baseband(self, value: bool) -> None: ...

    @property
    def display_input2_baseband(self) -> bool:
        """should input2 spectrum be displayed in baseband-mode?"""
    @display_input2_baseband.setter
    def display_input2_baseband(self, value: bool) -> None: ...

    @property
    def display_unit(self) -> Literal['Vpk^2', 'dB(Vpk^2)', 'Vpk', 'Vrms^2', 'dB(Vrms^2)', 'Vrms', 'Vrms^2/Hz', 'dB(Vrms^2/Hz)', 'Vrms/sqrt(Hz)']:
        """Options: Vpk^2, dB(Vpk^2), Vpk, Vrms^2, dB(Vrms^2), Vrms, Vrms^2/Hz, dB(Vrms^2/Hz), Vrms/sqrt(Hz)."""
    @display_unit.setter
    def display_unit(self, value: Literal['Vpk^2', 'dB(Vpk^2)', 'Vpk', 'Vrms^2', 'dB(Vrms^2)', 'Vrms', 'Vrms^2/Hz', 'dB(Vrms^2/Hz)', 'Vrms/sqrt(Hz)']) -> None: ...

    @property
    def display_unit_options(self) -> list[Any]:
        """plain"""
    @display_unit_options.setter
    def display_unit_options(self, value: Sequence[Any]) -> None: ...

    @property
    def duration(self) -> float:
        """property, read only"""

    @property
    def frequencies(self) -> np.ndarray:
        """:return: frequency array"""

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def if_filter_bandwidth_per_span(self) -> float:
        """plain"""
    @if_filter_bandwidth_per_span.setter
    def if_filter_bandwidth_per_span(self, value: float) -> None: ...

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1."""
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input1_baseband(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """input1 for baseband mode
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input1_baseband.setter
    def input1_baseband(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input1_baseband_options(self) -> list[Any]:
        """plain"""
    @input1_baseband_options.setter
    def input1_baseband_options(self, value: Sequence[Any]) -> None: ...

    @property
    def input2_baseband(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """input2 for baseband mode
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input2_baseband.setter
    def input2_baseband(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input2_baseband_options(self) -> list[Any]:
        """plain"""
    @input2_baseband_options.setter
    def input2_baseband_options(self, value: Sequence[Any]) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def iq(self) -> Any:
        """property, read only"""

    @property
    def iq_quadraturesignal(self) -> str:
        """plain"""
    @iq_quadraturesignal.setter
    def iq_quadraturesignal(self, value: str) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def nyquist_margin(self) -> float:
        """plain"""
    @nyquist_margin.setter
    def nyquist_margin(self, value: float) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def quadrature_factor(self) -> float:
        """plain"""
    @quadrature_factor.setter
    def quadrature_factor(self, value: float) -> None: ...

    @property
    def rbw(self) -> float:
        """Residual Bandwidth, this is a readonly attribute, only span can be changed.
        Options: 13174.9, 6587.46, 3293.73, 1646.86, 823.432, 411.716, 205.858, 102.929, 51.4645, 25.7323, 12.8661, 6.43307, 3.21653, 1.60827, 0.804133, 0.402067, 0.201033.
        """
    @rbw.setter
    def rbw(self, value: float) -> None: ...

    @property
    def run_continuous(self) -> bool:
        """Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module."""
    @run_continuous.setter
    def run_continuous(self, value: bool) -> None: ...

    @property
    def running_state(self) -> str:
        """property, read only"""

    @property
    def sampling_time(self) -> float:
        """property, read only"""

    @property
    def scope(self) -> Any:
        """property, read only"""

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def span(self) -> Any:
        """Span can only be given by 1./sampling_time where sampling
        time is a valid scope sampling time.
        Unit: Hz.
        Options: 1.25e+08, 6.25e+07, 3.125e+07, 1.5625e+07, 7.8125e+06, 3.90625e+06, 1.95312e+06, 976562, 488281, 244141, 122070, 61035.2, 30517.6, 15258.8, 7629.39, 3814.7, 1907.35.
        """
    @span.setter
    def span(self, value: float | Sequence[float]) -> None: ...

    @property
    def spans(self) -> list[Any]:
        """plain"""
    @spans.setter
    def spans(self, value: Sequence[Any]) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def trace_average(self) -> int:
        """number of curves to average in single mode. In continuous mode, a moving window average is performed.
        From 1.
        """
    @trace_average.setter
    def trace_average(self, value: int) -> None: ...

    @property
    def window(self) -> Literal['blackman', 'flattop', 'boxcar', 'hamming', 'gaussian']:
        """Options: blackman, flattop, boxcar, hamming, gaussian."""
    @window.setter
    def window(self, value: Literal['blackman', 'flattop', 'boxcar', 'hamming', 'gaussian']) -> None: ...

    @property
    def window_options(self) -> list[Any]:
        """plain"""
    @window_options.setter
    def window_options(self, value: Sequence[Any]) -> None: ...

    @property
    def windows(self) -> list[Any]:
        """plain"""
    @windows.setter
    def windows(self, value: Sequence[Any]) -> None: ...

    def continuous(self) -> None:
        """continuously acquires curves, and performs a moving
        average over the trace_average last ones (exponential decaying
        average).
        """

    def curve_ready(self) -> Any:
        ...

    def data_to_dBm(self, data: Any) -> Any:
        ...

    def data_to_display_unit(self, data: Any, rbw: Any) -> Any:
        """Converts the array 'data', assumed to be in 'Vpk^2', into display
        units.
        Since some units require a rbw for the conversion, it is an explicit
        argument of the function.
        """

    def data_to_unit(self, data: Any, unit: Any, rbw: Any) -> Any:
        """Converts the array 'data', assumed to be in 'Vpk^2', into the
        specified unit. Unit can be anything in ['Vpk^2', 'dB(Vpk^2)',
        'Vrms^2', 'dB(Vrms^2)', 'Vrms', 'Vrms^2/Hz'].
        Since some units require a rbw for the conversion, it is an explicit
        argument of the function.
        """

    def equivalent_noise_bandwidth(self) -> Any:
        """Returns the equivalent noise bandwidth of the current window. To
        get the residual bandwidth, this number has to be multiplied by the
        sample rate.
        """

    def filter_window(self) -> Any:
        """:return: filter window"""

    def free(self) -> None:
        """Change ownership to None"""

    def pause(self) -> None:
        """Stops the current acquisition without restarting the averaging"""

    def resume(self) -> None:
        """Resume the current averaging run. The future returned by a previous
        call of single_async will eventually be set at the end.
        """

    def save_curve(self) -> Any:
        """Saves the curve(s) that is (are) currently displayed in the gui in
        the db_system. Also, returns the list [curve_ch1, curve_ch2]...
        """

    def setup(
        self,
        *,
        acbandwidth: float | Sequence[float] = ...,
        baseband: bool = ...,
        center: Any = ...,
        curve_name: str = ...,
        curve_unit: Literal['Vpk^2'] = ...,
        display_cross_amplitude: bool = ...,
        display_input1_baseband: bool = ...,
        display_input2_baseband: bool = ...,
        display_unit: Literal['Vpk^2', 'dB(Vpk^2)', 'Vpk', 'Vrms^2', 'dB(Vrms^2)', 'Vrms', 'Vrms^2/Hz', 'dB(Vrms^2/Hz)', 'Vrms/sqrt(Hz)'] = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        input1_baseband: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        input2_baseband: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        run_continuous: bool = ...,
        span: float | Sequence[float] = ...,
        trace_average: int = ...,
        window: Literal['blackman', 'flattop', 'boxcar', 'hamming', 'gaussian'] = ...,
    ) -> None:
        """:return:

        attributes
        ==========
          trace_average: number of curves to average in single mode. In continuous mode, a moving window average is performed.
          curve_name: name of the curve to save.
          run_continuous: Is the module in the running_state 'running_continuous' or not. Contrary to 'running_state', this boolean property can be set, and saved/restored with the state of the module.
          input:
          center:
          baseband:
          span:
                Span can only be given by 1./sampling_time where sampling
                time is a valid scope sampling time.

          window:
          acbandwidth:
          display_unit:
          curve_unit:
        Options:
        ['Vpk^2']
          display_input1_baseband: should input1 spectrum be displayed in baseband-mode?
          display_input2_baseband: should input2 spectrum be displayed in baseband-mode?
          input1_baseband: input1 for baseband mode
          input2_baseband: input2 for baseband mode
          display_cross_amplitude: should cross-spectrum amplitude be displayed in baseband-mode?
        """

    def single(self, timeout: float | None = ...) -> np.ndarray:
        """Same as single_async, except:
            - the function will not return until the averaged curve is ready or timeout occurs.
            - the function directly returns an array with the curve instead of a future object.
        """

    def single_async(self) -> AcquisitionHandle:
        """Performs an asynchronous acquisition of trace_average curves.
        - If running_state is not stop, stops the current acquisition.
        - Immediately returns a future object representing the curve.
        - The curve can be retrieved by calling future.result() when the
        result is ready, or async_utils.wait(future) to wait until then.
        - The future is cancelled if the instrument's state goes to any
        state except for 'paused_single' before the end of the acquisition.
        """

    def stop(self) -> None:
        """Stops the current acquisition and averaging will be restarted
        at next run.
        """

    def transfer_function(self, frequencies: Any) -> np.ndarray:
        """Transfer function from the generation of quadratures to their
        sampling, including scope decimation. At the moment, delays are not
        taken into account (and the phase response is not guaranteed to be
        exact.
        """

    def transfer_function_iq(self, frequencies: Any) -> Any:
        ...

    def transfer_function_scope(self, frequencies: Any) -> Any:
        ...

    def useful_index_obsolete(self) -> Any:
        """:return: a slice containing the portion of the spectrum between start
        and stop
        """

    def plot(
        self,
        data: Any = None,
        x: Any = None,
        *,
        title: str | None = None,
        axes: Any = None,
        file: str | PathLike[str] | None = None,
    ) -> Any:
        """Draw the last result, see pyrpl_pyro.plot()."""

    def stream(self, *, buffer: int = 16, timeout: float | None = None) -> Stream[CurveFrame]:
        """Follow the curves as they come: for frame in rp.scope.stream(): ..."""

    @property
    def data_x(self) -> np.ndarray: ...  # after the first run

    @property
    def data_avg(self) -> np.ndarray: ...  # after the first run

class StageListElement(Module):
    """A stage of the lock sequence."""
    @property
    def outputs(self) -> LockboxModuleDictPropertyInstance: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def duration(self) -> float:
        """From 0 to 1e+06."""
    @duration.setter
    def duration(self, value: float) -> None: ...

    @property
    def function_call(self) -> str:
        """str"""
    @function_call.setter
    def function_call(self, value: str) -> None: ...

    @property
    def gain_factor(self) -> float:
        """From -1e+06 to 1e+06."""
    @gain_factor.setter
    def gain_factor(self, value: float) -> None: ...

    @property
    def generic_name(self) -> Any:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def input(self) -> str:
        """Options: input1, input_from_output."""
    @input.setter
    def input(self, value: str | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def name(self) -> int:
        """function that is used to dynamically assign each
        ModuleListElement's name to the index in the list.
        This is needed for proper storage in the config file
        """

    @property
    def next(self) -> Any:
        """property, read only"""

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setpoint(self) -> float:
        """From -1e+06 to 1e+06."""
    @setpoint.setter
    def setpoint(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> Any:
        """Returns the names of all saved states of the module."""

    def execute(self) -> Any:
        ...

    def execute_async(self) -> Any:
        ...

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        duration: float = ...,
        function_call: str = ...,
        gain_factor: float = ...,
        input: str | ModuleProxy = ...,
        setpoint: float = ...,
    ) -> None:
        """attributes
        ==========
          input:
          setpoint:
          duration:
          gain_factor:
          function_call:
          outputs:
        """

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class StageOutput(Module):
    """What an output does in a stage."""
    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def lock_on(self) -> bool:
        """bool"""
    @lock_on.setter
    def lock_on(self, value: bool) -> None: ...

    @property
    def lockbox(self) -> Any:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def offset(self) -> float:
        """From -1 to 1."""
    @offset.setter
    def offset(self, value: float) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def reset_offset(self) -> bool:
        """bool"""
    @reset_offset.setter
    def reset_offset(self, value: bool) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self) -> None:
        """Change ownership to None"""

    def setup(
        self,
        *,
        lock_on: bool = ...,
        offset: float = ...,
        reset_offset: bool = ...,
    ) -> None:
        """attributes
        ==========
          lock_on:
          reset_offset:
          offset:
        """

    # A lockbox model of your own has further attributes.
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

class Trig(Module):
    """The trigger module implements a full-rate trigger on a DSP signal."""
    @property
    def addr_base(self) -> int:
        """plain"""
    @addr_base.setter
    def addr_base(self, value: float) -> None: ...

    @property
    def armed(self) -> bool:
        """Set to True to arm trigger"""
    @armed.setter
    def armed(self, value: bool) -> None: ...

    @property
    def auto_rearm(self) -> bool:
        """Automatically re-arm trigger?"""
    @auto_rearm.setter
    def auto_rearm(self, value: bool) -> None: ...

    @property
    def c(self) -> dict[Any, Any]:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def current_output_signal(self) -> float:
        """current value of output_signal as returned by the sampler module
        From -1.00012 to 1.
        """
    @current_output_signal.setter
    def current_output_signal(self, value: float) -> None: ...

    @property
    def current_timestamp(self) -> int:
        """An absolute counter for the time [cycles]
        Unit: cycles.
        From 0 to 1.84467e+19.
        """
    @current_timestamp.setter
    def current_timestamp(self, value: int) -> None: ...

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hysteresis(self) -> float:
        """hysteresis for ch1 trigger [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @hysteresis.setter
    def hysteresis(self, value: float) -> None: ...

    @property
    def input(self) -> Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1']:
        """selects the input signal of the module
        Options: in1, in2, out1, out2, iq0, iq1, iq2, iq2_2, pid0, pid1, pid2, asg0, asg1, trig, iir, off, networkanalyzer, lockbox.inputs.input1, lockbox.inputs.input_from_output, lockbox.outputs.output1.
        """
    @input.setter
    def input(self, value: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy) -> None: ...

    @property
    def input_options(self) -> list[Any]:
        """plain"""
    @input_options.setter
    def input_options(self, value: Sequence[Any]) -> None: ...

    @property
    def inputfilter(self) -> Any:
        """Input filter bandwidths [Hz]. 0 = off, positive bandwidth <=> lowpass, negative bandwidth <=> highpass.
        Unit: Hz.
        Options: -3.10813e+06, -1.38667e+06, -656885, -319570, -157595, -77864.6, -38894.2, -19437.6, -9716.42, -4857.62, -2428.66, -1214.29, -607.137, -303.566, -151.783, -75.8911, -37.9455, -18.9728, -9.48638, -4.74319, -2.37159, -1.1858, -0.592898, -0.296449, -0.148225, 0, 0.148225, 0.296449, 0.592898, 1.1858, 2.37159, 4.74319, 9.48638, 18.9728, 37.9455, 75.8911, 151.783, 303.566, 607.137, 1214.29, 2428.66, 4857.62, 9716.42, 19437.6, 38894.2, 77864.6, 157595, 319570, 656885, 1.38667e+06, 3.10813e+06.
        """
    @inputfilter.setter
    def inputfilter(self, value: float | Sequence[float]) -> None: ...

    @property
    def inputfilter_options(self) -> list[Any]:
        """property, read only"""

    @property
    def inputs(self) -> list[Any]:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def out1_saturated(self) -> bool:
        """True if out1 is saturated"""
    @out1_saturated.setter
    def out1_saturated(self, value: bool) -> None: ...

    @property
    def out2_saturated(self) -> bool:
        """True if out2 is saturated"""
    @out2_saturated.setter
    def out2_saturated(self, value: bool) -> None: ...

    @property
    def output_direct(self) -> Literal['off', 'out1', 'out2', 'both']:
        """selects to which analog output the module signal is sent directly
        Options: off, out1, out2, both.
        """
    @output_direct.setter
    def output_direct(self, value: Literal['off', 'out1', 'out2', 'both']) -> None: ...

    @property
    def output_direct_options(self) -> list[Any]:
        """plain"""
    @output_direct_options.setter
    def output_direct_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_directs(self) -> list[Any]:
        """property, read only"""

    @property
    def output_signal(self) -> Literal['TTL', 'asg0_phase']:
        """Signal to use as module output
        Options: TTL, asg0_phase.
        """
    @output_signal.setter
    def output_signal(self, value: Literal['TTL', 'asg0_phase']) -> None: ...

    @property
    def output_signal_options(self) -> list[Any]:
        """plain"""
    @output_signal_options.setter
    def output_signal_options(self, value: Sequence[Any]) -> None: ...

    @property
    def output_signals(self) -> list[Any]:
        """plain"""
    @output_signals.setter
    def output_signals(self, value: Sequence[Any]) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def phase_abs(self) -> bool:
        """Output the absolute value of the phase"""
    @phase_abs.setter
    def phase_abs(self, value: bool) -> None: ...

    @property
    def phase_offset(self) -> float:
        """offset to add to the output phase (before taking absolute value)
        Unit: deg.
        """
    @phase_offset.setter
    def phase_offset(self, value: float) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def threshold(self) -> float:
        """trigger threshold [volts]
        Unit: V.
        From -1 to 0.999878.
        """
    @threshold.setter
    def threshold(self, value: float) -> None: ...

    @property
    def trigger_source(self) -> Literal['off', 'pos_edge', 'neg_edge', 'both_edge']:
        """Trigger source
        Options: off, pos_edge, neg_edge, both_edge.
        """
    @trigger_source.setter
    def trigger_source(self, value: Literal['off', 'pos_edge', 'neg_edge', 'both_edge']) -> None: ...

    @property
    def trigger_source_options(self) -> list[Any]:
        """plain"""
    @trigger_source_options.setter
    def trigger_source_options(self, value: Sequence[Any]) -> None: ...

    @property
    def trigger_sources(self) -> list[Any]:
        """plain"""
    @trigger_sources.setter
    def trigger_sources(self, value: Sequence[Any]) -> None: ...

    @property
    def trigger_timestamp(self) -> int:
        """An absolute counter for the trigger time [cycles]
        Unit: cycles.
        From 0 to 1.84467e+19.
        """
    @trigger_timestamp.setter
    def trigger_timestamp(self, value: int) -> None: ...

    def free(self) -> None:
        """Change ownership to None"""

    def output_signal_to_phase(self, v: Any) -> Any:
        """Converts the output signal value from volts to degrees.

        This is useful when :py:attr:`Trig.output_signal` is set to
        a phase and the phase is to be retrieved from a sampled
        output value.

        The conversion is based on the following correspondence:
        :math:`0\\,\\mathrm{V} = 0\\deg,\\, -1\\,\\mathrm{V} = 180\\deg,\\,`
        :math:`1\\,\\mathrm{V} = 180\\deg - \\epsilon\\,.`

        Args:
            v (float): The output signal value in Volts.

        Returns:
            float: The phase in degrees corresponding to the argument value.
        """

    def setup(
        self,
        *,
        auto_rearm: bool = ...,
        hysteresis: float = ...,
        input: Literal['in1', 'in2', 'out1', 'out2', 'iq0', 'iq1', 'iq2', 'iq2_2', 'pid0', 'pid1', 'pid2', 'asg0', 'asg1', 'trig', 'iir', 'off', 'networkanalyzer', 'lockbox.inputs.input1', 'lockbox.inputs.input_from_output', 'lockbox.outputs.output1'] | ModuleProxy = ...,
        output_direct: Literal['off', 'out1', 'out2', 'both'] = ...,
        output_signal: Literal['TTL', 'asg0_phase'] = ...,
        phase_abs: bool = ...,
        phase_offset: float = ...,
        threshold: float = ...,
        trigger_source: Literal['off', 'pos_edge', 'neg_edge', 'both_edge'] = ...,
    ) -> None:
        """sets up the module (just setting the attributes is OK).
        attributes
        ==========
          input: selects the input signal of the module
          output_direct: selects to which analog output the module signal is sent directly
          output_signal: Signal to use as module output
          trigger_source: Trigger source
          threshold: trigger threshold [volts]
          hysteresis: hysteresis for ch1 trigger [volts]
          phase_offset: offset to add to the output phase (before taking absolute value)
          auto_rearm: Automatically re-arm trigger?
          phase_abs: Output the absolute value of the phase
        """

    def signal(self) -> Any:
        ...

class Trigs(Module):
    """Only one trig, but it should be protected by the slave/owner mechanism."""
    @property
    def all_modules(self) -> list[Any]:
        """plain"""
    @all_modules.setter
    def all_modules(self, value: Sequence[Any]) -> None: ...

    @property
    def c(self) -> Any:
        """Returns a MemoryBranch object used for storing data in the configuration file.
        The branch corresponding to the module is a subbranch of the parent module's branch with
        the name of the module.
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def hardware_module_names(self) -> list[Any]:
        """Looks in RedPitaya.modules to find how many modules are present.
        :return: list of all module names in redpitaya instance with a name
        looking like:
          - some_module
          - or some_module1, some_module2, some_module3 ...
        """

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    def free(self, module: Any) -> None:
        """Change ownership to None"""

    def n_available(self) -> Any:
        """returns the number of modules still available"""

    def n_modules(self) -> Any:
        """returns the total number of modules"""

    def pop(self, owner: Any = ...) -> Any:
        """returns the first available module (starting from the end of the list)
        :param owner: (string): name of the module that is reserving the
        resource leave None if the gui shouldn't be disabled. If no
        available module left, returns None.

        To make sure the module will be freed afterwards, use the context
        manager construct:
        with pyrpl.mod_mag.pop('owner') as mod:
            mod.do_something()
        # module automatically freed at this point
        """

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

class VirtualModule(Module):
    """What a virtual board has and a real one has not."""
    @property
    def c(self) -> Any:
        """plain"""
    @c.setter
    def c(self, value: Any) -> None: ...

    @property
    def cycle(self) -> int:
        """Board time since power-up, in clocks of 8 ns."""

    @property
    def fault_kinds(self) -> dict[Any, Any]:
        """The faults that there are, by name.

        Each with "doc", "duration" (s; None: until it is ended), and "options" by name with
        "default" and "doc".
        """

    @property
    def faults(self) -> list[Any]:
        """The latest faults, oldest first.

        Each with "kind", "duration", "options", and "started" and "ended" in seconds since the
        epoch ("ended" is None while it lasts).
        """

    @property
    def generic_name(self) -> str:
        """the name of the module without the trailing number (e.g. iq2-->iq)"""

    @property
    def image_loaded(self) -> bool:
        """Whether PyRPL's FPGA image is loaded."""

    @property
    def lag(self) -> float:
        """Time by which the board is behind the wall clock, as this computer is busy [s].
        Unit: s.
        """

    @property
    def log_writes(self) -> Any:
        """Whether the writes to registers are logged; see writes()."""
    @log_writes.setter
    def log_writes(self, value: Any) -> None: ...

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def owner(self) -> Any:
        """property"""
    @owner.setter
    def owner(self, value: Any) -> None: ...

    @property
    def plant(self) -> Any:
        """What is connected: a dict with the name and all parameters. It takes a name, a text such as "loopback:gain=0.5,white=1e-7", or such a dict; see plants."""
    @plant.setter
    def plant(self, value: Any) -> None: ...

    @property
    def plants(self) -> dict[Any, Any]:
        """What can be connected, by name.

        Each with "doc", and "parameters" by name with "default", "unit" ("" for none), "doc",
        "minimum" and "maximum" (numbers), and "options" (texts).
        """

    @property
    def setup_attributes(self) -> Any:
        """:return: a dict with the current values of the setup attributes.
        Recursively collects setup_attributes for sub_modules.
        """
    @setup_attributes.setter
    def setup_attributes(self, value: Any) -> None: ...

    @property
    def speed(self) -> float:
        """Board time per wall-clock time since power-up; below 1 on a computer too slow."""

    @property
    def states(self) -> list[Any]:
        """Returns the names of all saved states of the module."""

    @property
    def time(self) -> float:
        """Board time since power-up [s].
        Unit: s.
        """

    @property
    def writes_dropped(self) -> int:
        """Logged writes that had to make room for newer ones."""

    def clear_writes(self) -> Any:
        """Forget the writes that were logged."""

    def end_fault(self) -> Any:
        """End the fault that is there, if there is one."""

    def fault(self, kind: Any, duration: Any = ..., **options: Any) -> Any:
        """Begin a fault; one that is there already ends first.

        Parameters
        ----------
        kind : str
            A name in `fault_kinds`.
        duration : float or None
            How long (s); None: the usual duration of its kind, until `end_fault()` for most.
        **options
            Options of its kind.

        Raises
        ------
        ValueError
            There is no such kind, option or value; the message says what there is.
        """

    def free(self) -> None:
        """Change ownership to None"""

    def load_image(self) -> Any:
        """Load PyRPL's FPGA image again: all registers are at reset."""

    def setup(self, **kwds: Any) -> None:
        """Sets the module up for acquisition with the current setup attribute
                values.

        attributes
        ==========
        """

    def writes(self, since: float = ...) -> Any:
        """The writes to registers that were logged, oldest first.

        Each with "number", "time" (s since the epoch), "clock" (board time in clocks of 8 ns),
        "address", "name" (block.register), "words" (how many it stands for), "old" and "new"
        (the register word before, and the word written; None for a burst to a table).

        Parameters
        ----------
        since : int
            Only entries with a number above this.
        """

class BoardModules(ModuleProxy):
    """Modules of a board."""
    @property
    def hk(self) -> HK: ...

    @property
    def ams(self) -> AMS: ...

    @property
    def scope(self) -> Scope: ...

    @property
    def sampler(self) -> Sampler: ...

    @property
    def asg0(self) -> Asg: ...

    @property
    def asg1(self) -> Asg: ...

    @property
    def pwm0(self) -> Pwm: ...

    @property
    def pwm1(self) -> Pwm: ...

    @property
    def iq0(self) -> Iq: ...

    @property
    def iq1(self) -> Iq: ...

    @property
    def iq2(self) -> Iq2: ...

    @property
    def pid0(self) -> Pid: ...

    @property
    def pid1(self) -> Pid: ...

    @property
    def pid2(self) -> Pid2: ...

    @property
    def trig(self) -> Trig: ...

    @property
    def iir(self) -> IIR: ...

    @property
    def asgs(self) -> Asgs: ...

    @property
    def iqs(self) -> Iqs: ...

    @property
    def pids(self) -> Pids: ...

    @property
    def scopes(self) -> Scopes: ...

    @property
    def iirs(self) -> Iirs: ...

    @property
    def trigs(self) -> Trigs: ...

    @property
    def pwms(self) -> Pwms: ...

    @property
    def hks(self) -> Hks: ...

    @property
    def networkanalyzer(self) -> NetworkAnalyzer: ...

    @property
    def spectrumanalyzer(self) -> SpectrumAnalyzer: ...

    @property
    def curveviewer(self) -> CurveViewer: ...

    @property
    def pyrplconfig(self) -> PyrplConfig: ...

    @property
    def lockbox(self) -> Lockbox: ...

    @property
    def virtual(self) -> VirtualModule: ...

    @property
    def rp(self) -> Self: ...

    @property
    def redpitaya(self) -> Self: ...

    @property
    def c(self) -> dict[Any, Any]:
        """plain"""
    @c.setter
    def c(self, value: dict[Any, Any]) -> None: ...

    @property
    def frequency_correction(self) -> float:
        """plain"""
    @frequency_correction.setter
    def frequency_correction(self, value: float) -> None: ...

    @property
    def hardware_modules(self) -> list[Any]:
        """List of all hardware modules loaded in this configuration."""

    @property
    def modules(self) -> list[Any]:
        """property, read only"""

    @property
    def name(self) -> str:
        """plain"""
    @name.setter
    def name(self, value: str) -> None: ...

    @property
    def software_modules(self) -> list[Any]:
        """plain"""
    @software_modules.setter
    def software_modules(self, value: Sequence[Any]) -> None: ...

    def hide_gui(self) -> Any:
        ...

    def license(self) -> Any:
        ...

    def show_gui(self) -> Any:
        ...
