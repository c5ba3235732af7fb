/** What is asked of HAProxy: the servers with what administrators want of them, and how they are. */
const QUESTION = 'show servers state; show stat -1 4 -1'

// perl-base is essential on Debian and Ubuntu: it is on every host, unlike socat and netcat.
const ASK = `use strict; use IO::Socket::UNIX;
sub ask {
  my ($path, $question) = @_;
  local $SIG{ALRM} = sub { die "HAProxy did not answer within 10 s\\n" };
  alarm 10;
  my $socket = IO::Socket::UNIX->new(Peer => $path) or die "$!\\n";
  print $socket "$question\\n";
  local $/;
  my $answer = <$socket>;
  alarm 0;
  return $answer;
}
`

/** Arguments: sockets. For each it prints `+answer` or `-why not`, ended by NUL. */
export const PERL_ASK = `${ASK}for my $path (@ARGV) {
  my $answer = eval { ask($path, '${QUESTION}') };
  print defined $answer ? "+$answer" : "-$@", "\\0";
}`

/**
 * Arguments: socket, seconds between two looks, number of looks, then orders that are taken in turn:
 * a command for HAProxy, or `wait up|idle|ended BACKEND/SERVER`. Where it stands at the end it prints as
 * PERL_ASK does. A command that HAProxy answers to has been refused, as it says nothing when all is well.
 */
export const PERL_ORDER = `${ASK}my ($path, $interval, $looks, @orders) = @ARGV;
sub look {
  my ($wanted) = @_;
  my (@columns, %row);
  for (split /\\n/, ask($path, 'show stat -1 4 -1')) {
    if (s/^# //) { @columns = split /,/; next }
    my %cells; @cells{@columns} = split /,/, $_, -1;
    %row = %cells if defined $cells{svname} && "$cells{pxname}/$cells{svname}" eq $wanted;
  }
  die "HAProxy has no server $wanted any more\\n" if !%row;
  return \\%row;
}
sub reached {
  my ($what, $row) = @_;
  return $row->{scur} == 0 if $what ne 'up';
  return $row->{status} =~ /^(UP|no check)$/;
}
for my $order (@orders) {
  if ($order =~ /^wait (\\w+) (.*)/) {
    my ($what, $server) = ($1, $2);
    my $row = look($server);
    for (my $n = 1; $n < $looks && !reached($what, $row); $n++) { sleep $interval; $row = look($server) }
    next if reached($what, $row);
    if ($what eq 'ended') { ask($path, "shutdown sessions server $server"); next }
    my $seconds = $interval * ($looks - 1);
    die "$server is still $row->{status} after $seconds s: $row->{check_status} $row->{last_chk}\\n" if $what eq 'up';
    die "$server still has $row->{scur} sessions after $seconds s\\n";
  }
  my $answer = ask($path, $order);
  $answer =~ s/^\\s+|\\s+$//g;
  die "HAProxy refused '$order': $answer\\n" if $answer ne '';
}
print '+', ask($path, '${QUESTION}'), "\\0";`
