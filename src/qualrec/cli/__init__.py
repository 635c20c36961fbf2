"""The command line: reads options, calls the engine, prints. Computes nothing itself."""
