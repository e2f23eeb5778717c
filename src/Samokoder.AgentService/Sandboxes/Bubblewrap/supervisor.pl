# The first process of a sandbox that needs the network. The sandbox has a network namespace with nothing in it but loopback;
# this script joins ports of it with unix sockets that the host can see, and starts the real command:
#   --port N SOCKET      127.0.0.1:N  ->  a socket of the host: its egress proxy, the app's database
#   --app N SOCKET USED  a socket that it makes once something listens on port N  ->  that port; USED is written while somebody has it open
#   --ready FILE         a file that it makes when the ports can be used
#   --pump               the command writes to a pipe of its own, because ours does not block and not every program can write to such a one
#   -- COMMAND...
# It runs with the rights of the code beside it and is not part of any boundary: killing it cuts that code off.
# It loads no module, not even strict: any of them takes longer than perl itself, and every command with a network waits for this.
# The numbers below are those of Linux on x86-64, ARM and RISC-V.
my ($UNIX, $INET, $INET6, $STREAM) = (1, 2, 10, 1);
my ($SOL_SOCKET, $SO_REUSEADDR, $SO_ERROR, $TCP, $TCP_NODELAY) = (1, 2, 4, 6, 1);
my ($F_SETFL, $O_NONBLOCK, $EINTR, $EAGAIN, $EINPROGRESS, $WNOHANG, $SEND) = (4, 2048, 4, 11, 115, 1, 1);
my $CHUNK = 65_536;
my $PROBE_SECONDS = 0.005;
my $USED_SECONDS = 10;
my $MISSED_SECONDS = 0.5;            # perl runs a handler between two of its steps: a signal right before a wait does not end that wait

my ($reads, $writes) = ('', '');     # descriptors to wait for, as bits
my (%on_read, %on_write);            # what to do when one is ready
my $open = 0;                        # connections to the app

sub unix_address { pack 'S a108', $UNIX, $_[0] }
sub loopback     { pack 'S n C4 x8', $INET, $_[0], 127, 0, 0, 1 }
sub loopback6    { pack 'S n N x15 C N', $INET6, $_[0], 0, 1, 0 }

sub new_socket {
    my ($family) = @_;
    socket(my $socket, $family, $STREAM, 0) or die "samokoder: no socket: $!\n";
    return $socket;
}

sub dont_block { fcntl($_[0], $F_SETFL, $O_NONBLOCK) or die "samokoder: fcntl: $!\n" }

# Nothing is broken: it was not ready, or the end of the command interrupted it.
sub again { $! == $EAGAIN || $! == $EINTR }

# Room for what a flow holds comes before more to hold.
sub wait_for {
    my ($flow) = @_;
    my $holds = length $flow->{held};
    vec($reads, fileno $flow->{from}, 1) = !$holds && !$flow->{ended} ? 1 : 0;
    vec($writes, fileno $flow->{to}, 1) = $holds ? 1 : 0;
}

sub fill {
    my ($flow) = @_;
    my $count = sysread $flow->{from}, $flow->{held}, $CHUNK;
    return again() unless defined $count;
    $flow->{ended} = 1 if $count == 0;
    return 1;
}

sub empty {
    my ($flow) = @_;
    my $count = syswrite $flow->{to}, $flow->{held};
    return again() unless defined $count;
    substr($flow->{held}, 0, $count, '');
    return 1;
}

sub carry {
    my ($flow) = @_;
    length $flow->{held} or fill($flow) or return $flow->{broken}->();
    !length $flow->{held} or empty($flow) or return $flow->{broken}->();
    wait_for($flow);
    $flow->{done}->() if $flow->{ended} && !length $flow->{held};
}

sub begin {
    my ($flow) = @_;
    $flow->{held} = '';
    $on_read{fileno $flow->{from}} = $on_write{fileno $flow->{to}} = sub { carry($flow) };
    wait_for($flow);
}

sub ignore {
    my ($number) = @_;
    vec($reads, $number, 1) = vec($writes, $number, 1) = 0;
    delete $on_read{$number};
    delete $on_write{$number};
}

sub forget {
    my ($handle) = @_;
    ignore(fileno $handle);
    close $handle;
}

# Both directions of a connection; either may end before the other.
sub join_sockets {
    my ($one, $other, $closed) = @_;
    my $ended = 0;
    my $close = sub { defined fileno $one or return; forget($_) for $one, $other; $closed->() };
    for my $pair ([$one, $other], [$other, $one]) {
        my ($from, $to) = @$pair;
        begin({ from => $from, to => $to, broken => $close, done => sub { shutdown $to, $SEND; $close->() if ++$ended == 2 } });
    }
}

# $connect gives a socket that is connected or about to be; undef when it cannot be.
sub relay {
    my ($listener, $connect, $opened, $closed) = @_;
    dont_block($listener);
    vec($reads, fileno $listener, 1) = 1;
    $on_read{fileno $listener} = sub {
        accept(my $one, $listener) or return;
        my $other = $connect->() or return;
        dont_block($one);
        setsockopt $one, $TCP, $TCP_NODELAY, 1;   # Fails on a unix socket, which needs none.
        $opened->();
        join_sockets($one, $other, $closed);
    };
}

sub connect_to {
    my ($path) = @_;
    my $socket = new_socket($UNIX);
    dont_block($socket);
    return connect($socket, unix_address($path)) ? $socket : undef;
}

sub open_port {
    my ($port, $path) = @_;
    my $listener = new_socket($INET);
    setsockopt $listener, $SOL_SOCKET, $SO_REUSEADDR, 1;
    bind $listener, loopback($port) and listen $listener, 511 or die "samokoder: port $port: $!\n";
    relay($listener, sub { connect_to($path) }, sub { }, sub { });
}

sub refused {
    my ($socket) = @_;
    my $done = '';
    vec($done, fileno $socket, 1) = 1;
    return select(undef, $done, undef, 0.05) > 0 && unpack 'i', getsockopt $socket, $SOL_SOCKET, $SO_ERROR;
}

# A connection to the app at whichever of the two addresses it listens now; undef while it does not. What listened a moment ago may have been its
# look whether the port is free, at an address that it will never have.
sub connect_to_app {
    my ($port) = @_;
    for my $candidate ([$INET, loopback($port)], [$INET6, loopback6($port)]) {
        my ($family, $address) = @$candidate;
        socket(my $socket, $family, $STREAM, 0) or next;   # A machine may have no IPv6.
        dont_block($socket);
        connect($socket, $address) || $! == $EINPROGRESS && !refused($socket) or next;
        setsockopt $socket, $TCP, $TCP_NODELAY, 1;
        return $socket;
    }
    return undef;
}

sub touch {
    open my $file, '>', $_[0] or return;   # A folder that the code inside took away is its own loss.
    close $file;
}

sub publish {
    my ($port, $socket, $used) = @_;
    my $listener = new_socket($UNIX);
    unlink "$socket.new";
    umask 0;
    bind $listener, unix_address("$socket.new") and listen $listener, 511 or die "samokoder: $socket: $!\n";
    relay($listener, sub { connect_to_app($port) }, sub { $open++; touch($used) }, sub { $open-- });
    rename "$socket.new", $socket;   # Under its name only when it accepts connections: whoever sees it there connects at once.
}

sub start {
    my ($output, @command) = @_;
    my $child = fork;
    die "samokoder: fork: $!\n" unless defined $child;
    return $child if $child;
    open STDOUT, '>&', $output if $output;
    exec { $command[0] } @command or print "$command[0]: $!\n";
    exit 127;
}

sub code_of { my ($status) = @_; $status & 127 ? 128 + ($status & 127) : $status >> 8 }

my (@ports, $app, $ready, $pump);
while (defined(my $word = shift @ARGV)) {
    last if $word eq '--';
    if    ($word eq '--port')  { push @ports, [splice @ARGV, 0, 2] }
    elsif ($word eq '--app')   { $app = [splice @ARGV, 0, 3] }
    elsif ($word eq '--ready') { $ready = shift @ARGV }
    elsif ($word eq '--pump')  { $pump = 1 }
    else                       { die "samokoder: unknown option $word\n" }
}

open_port(@$_) for @ports;
pipe my $woken, my $wake;
dont_block($_) for $woken, $wake;
my $ended;                           # the status of the command
$SIG{CHLD} = sub { syswrite $wake, '.' };
my ($pumped, $output);
pipe $pumped, $output if $pump;
my $child = start($output, @ARGV);
$SIG{PIPE} = 'IGNORE';               # Only now: what ignores a signal passes that on.
vec($reads, fileno $woken, 1) = 1;
$on_read{fileno $woken} = sub {
    sysread $woken, my $signals, 64;
    $ended = $? if waitpid($child, $WNOHANG) == $child;
};
my $flow;
if ($pump) {
    close $output;
    dont_block($pumped);
    my $stop = sub { ignore(fileno STDOUT); forget($pumped); undef $pumped };
    $flow = { from => $pumped, to => \*STDOUT, broken => $stop, done => $stop };
    begin($flow);
}
touch($ready) if defined $ready;

my $published;
while (!defined $ended) {
    my $wait = $app && !$published ? $PROBE_SECONDS : $MISSED_SECONDS;
    if (select(my $readable = $reads, my $writable = $writes, undef, $wait) > 0) {
        for my $number (keys %on_read)  { $on_read{$number}->()  if vec($readable, $number, 1) && $on_read{$number} }
        for my $number (keys %on_write) { $on_write{$number}->() if vec($writable, $number, 1) && $on_write{$number} }
    }
    if ($app && !$published && connect_to_app($app->[0])) { publish(@$app); $published = 1 }
    elsif ($open > 0 && time - ((stat $app->[2])[9] || 0) >= $USED_SECONDS) { touch($app->[2]) }
}
while ($pumped) {                    # What the command wrote last. A child that it left may hold its pipe open: nothing to read is the end.
    length $flow->{held} or sysread $pumped, $flow->{held}, $CHUNK or last;
    select undef, my $room = "\2", undef, undef;
    carry($flow);
}
exit code_of($ended);
