# /etc/varnish/default.vcl, with varnishd -a :8080
vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
    # Varnish opens a connection for each request then. 1 is the first version of the header.
    .proxy_header = 2;
}

sub vcl_recv {
    # What the application says of a client is not for the next one.
    return (pass);
}
