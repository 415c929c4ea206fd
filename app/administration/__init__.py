"""The administration: organisations, people and rules in the browser, within the reach of the grant."""
