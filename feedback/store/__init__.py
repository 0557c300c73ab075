"""What is kept: one module an aggregate, with its rows and every query asked of them. SQL stays in this room."""
