"""What the standards of the web say: headers, CSP, cookies, HTML, TLS, DNS records."""
