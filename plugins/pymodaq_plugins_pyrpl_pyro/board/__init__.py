"""What all plugins share: choosing a board, settings that follow it, errors, provenance."""
