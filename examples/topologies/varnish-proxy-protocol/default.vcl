# /etc/varnish/default.vcl, with varnishd -a :8080
vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
    # Varnish then opens a connection per request. 1 is version 1 of the header.
    .proxy_header = 2;
}

sub vcl_recv {
    # The answer depends on the client: do not cache it for others.
    return (pass);
}
