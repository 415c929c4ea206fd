"""Questions about invoices: the issuer and customers, what is issued, what is left to credit."""
