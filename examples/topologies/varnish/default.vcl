# /etc/varnish/default.vcl, with varnishd -a :8080: Varnish on the same machine as the application.
vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
}

sub vcl_recv {
    # Varnish has already appended its peer to X-Forwarded-For here.
    # An answer that depends on the client must not be cached for others.
    return (pass);
}
