"""What is checked before a process is put in force, by subject; ``parser.lint`` runs them all."""
