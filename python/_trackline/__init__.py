"""What the Python side of Trackline is made of. Not an interface: use `import trackline`."""
