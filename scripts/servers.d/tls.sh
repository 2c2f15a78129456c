# shellcheck shell=bash disable=SC2154  # base, dir and root are set by what sources this
# A private certificate authority and the servers' certificate, good for the name "localhost" only (so that 127.0.0.1 is
# a name mismatch), the same one expired, plus an authority that has signed nothing. Part of scripts/servers.

make_certificates() {
    local tls=$base/tls
    mkdir "$tls"
    make_authority "$tls/ca" "Flotilla test authority"
    make_authority "$tls/other-ca" "Flotilla test authority that signs nothing"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$tls/server.key" -out "$tls/server.csr" \
        -subj /CN=localhost 2>/dev/null
    sign_certificate "$tls" server 2 30
    sign_certificate "$tls" expired 3 -1
    chmod 755 "$tls"
    chmod 644 "$tls"/*.crt
}

# The server's key, good for so many days from now: of a negative number the last is over.
sign_certificate() {
    local tls=$1 name=$2 number=$3 days=$4
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -set_serial "$number" -days "$days" \
        -extfile <(printf 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n') -out "$tls/$name.crt" 2>/dev/null
}

make_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.crt" -days 30 \
        -subj "/CN=$2" 2>/dev/null
}

# Each server gets a key of its own, because PostgreSQL demands that the file is its user's and closed to others.
give_certificate() {
    local folder=$1 user=$2
    cp "$base/tls/server.crt" "$base/tls/server.key" "$base/tls/ca.crt" "$folder/"
    chmod 600 "$folder/server.key"
    give_to "$user" "$folder"
}
