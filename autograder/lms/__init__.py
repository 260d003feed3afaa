"""Between a class and a learning management system: submissions in, grade files out."""
