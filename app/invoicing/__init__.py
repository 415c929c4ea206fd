"""Invoices: what the shop recharges, as numbered documents with paper and e-invoice; issuer, customers and runs."""
