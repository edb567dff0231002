"""A run that goes on in the server, as ``single_async()`` returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire.references import HandleReference

if TYPE_CHECKING:
    from .board import Board


class AcquisitionHandle:
    """Collect the result of a run later; the run ends when this program does."""

    def __init__(self, board: Board, reference: HandleReference):
        self._board = board
        self._reference = reference

    def done(self) -> bool:
        """Whether the run is complete, failed or cancelled."""
        return self._ask("done")

    def cancelled(self) -> bool:
        """Whether the run was cancelled."""
        return self._ask("cancelled")

    def cancel(self) -> bool:
        """Stop the run; False when it was done already."""
        return self._ask("cancel")

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the result.

        Parameters
        ----------
        timeout : float, optional
            Limit (s); the run itself goes on after it.

        Raises
        ------
        TimeoutError
            No result within ``timeout``.
        AcquisitionCancelled
            The run was stopped.
        """
        return self._ask("result", timeout)

    def exception(self) -> Exception | None:
        """The error of a run that is done, None when it has none."""
        from ..errors import AcquisitionCancelled

        try:
            self.result(0)
        except (TimeoutError, AcquisitionCancelled):
            raise
        except Exception as error:
            return error
        return None

    def __repr__(self) -> str:
        return f"<run of {self._reference.description} on board {self._board._name}>"

    def _ask(self, method: str, *args: Any) -> Any:
        return self._board._call_handle(self._reference.identifier, method, *args)
