"""SAML sign-in. Needs the extra [saml]; imported only where a SAML identity provider is set."""
