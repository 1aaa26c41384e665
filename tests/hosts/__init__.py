"""Real printer hosts, started on this computer, against which the drivers keep their promises."""
