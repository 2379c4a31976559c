"""What every Python service of the platform shares: settings, database, HTTP, telemetry."""
