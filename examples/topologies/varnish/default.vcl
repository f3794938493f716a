# /etc/varnish/default.vcl, with varnishd -a :8080: Varnish on the same machine as the application.
vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
}

sub vcl_recv {
    # Varnish has appended its peer to X-Forwarded-For before it comes here.
    # An answer that depends on who asks must not be kept for others.
    return (pass);
}
