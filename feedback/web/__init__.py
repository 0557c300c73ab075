"""What both sites share: languages, security headers, cleaning of text for show, layout and style."""
