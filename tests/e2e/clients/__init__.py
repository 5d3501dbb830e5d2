"""Thin helpers over real clients: matrix-nio for Matrix, slixmpp for XMPP, and raw connections for hostile input."""
