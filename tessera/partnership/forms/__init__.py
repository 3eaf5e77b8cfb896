"""What an administrator types about the partnership's settings."""
