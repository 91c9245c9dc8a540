"""What is kept, and the databases it is kept in."""
