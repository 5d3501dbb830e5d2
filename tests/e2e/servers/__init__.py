"""Real servers for tests and demo, each on loopback ports and directories of its own."""
