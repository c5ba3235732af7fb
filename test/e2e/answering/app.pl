# An application without a database. /slow/3 takes three seconds; the rest is answered at once.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => $ENV{BIND}, LocalPort => $ENV{PORT}, Listen => 128, ReuseAddr => 1)
  or die "$!\n";
while (1) {
    my $client = $server->accept or next;
    if (fork) { close $client; next }
    my ($path) = (<$client> // '') =~ /^\S+ (\S+)/;
    while (<$client>) { last if /^\r?\n/ }
    sleep $1 if ($path // "") =~ m{^/slow/(\d+)};
    print $client "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n";
    exit;
}
