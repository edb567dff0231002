"""What can be wired between the outputs and the inputs of a virtual board, by name."""

from .band_pass import BandPass
from .base import Plant, plant_names, plant_of, plant_types
from .beat_note import BeatNote
from .cavity import Cavity
from .files import PlantFileError, load_plants
from .interferometer import Interferometer
from .low_pass import LowPass
from .parameter import parameter
from .resonance import Resonance
from .simple import Loopback, Nothing
from .thermal import Thermal

__all__ = [
    "BandPass",
    "BeatNote",
    "Cavity",
    "Interferometer",
    "Loopback",
    "LowPass",
    "Nothing",
    "Plant",
    "PlantFileError",
    "Resonance",
    "Thermal",
    "load_plants",
    "parameter",
    "plant_names",
    "plant_of",
    "plant_types",
]
