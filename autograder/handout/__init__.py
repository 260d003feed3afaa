"""From a class to a student's laptop: the archive that is handed out, and `backhand start`."""
