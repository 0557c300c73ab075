"""The tests are the specification: each name says the promise it keeps."""
