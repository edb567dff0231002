"""What crosses between client and server: values, errors, requests, the handshake."""
