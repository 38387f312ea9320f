#!/bin/sh
# Configures the tunnel device of a lab client from what openconnect says in the environment, and tells the lab.
# Touches nothing but the device and the routes of its namespace: names are not resolved here.
#
# LAB_DIRECTORY  where the environment of the latest call goes, as NAME=VALUE lines, in the file "environment"; may be unset
set -eu

# Device and gateways for what stays outside of the tunnel, in every client of the lab.
UPLINK="eth0 198.18.1.1 2001:db8:1::1"

outside() { # family, prefix
    set -- "$1" "$2" $UPLINK
    case $1 in
        -4) ip -4 route replace "$2" via "$4" dev "$3" ;;
        -6) ip -6 route replace "$2" via "$5" dev "$3" ;;
    esac
}

# Calls $2 with the family $3 and each network of the list whose variables begin with $1, e.g. CISCO_SPLIT_INC.
each_network() {
    family=$3
    eval "count=\${$1:-0}"
    index=0
    while [ "$index" -lt "$count" ]; do
        eval "network=\${$1_${index}_ADDR}/\${$1_${index}_MASKLEN}"
        "$2" "$family" "$network"
        index=$((index + 1))
    done
}

inside() { # family, prefix
    ip "$1" route replace "$2" dev "$TUNDEV"
}

configure() {
    ip link set dev "$TUNDEV" up mtu "${INTERNAL_IP4_MTU:-1280}"
    if [ -n "${INTERNAL_IP4_ADDRESS:-}" ]; then
        ip -4 addr replace "$INTERNAL_IP4_ADDRESS/32" dev "$TUNDEV"
        each_network CISCO_SPLIT_EXC outside -4
        each_network CISCO_SPLIT_INC inside -4
        [ -n "${CISCO_SPLIT_INC:-}" ] || inside -4 default
    fi
    if [ -n "${INTERNAL_IP6_ADDRESS:-}" ]; then
        ip -6 addr replace "$INTERNAL_IP6_ADDRESS/128" dev "$TUNDEV" nodad
        each_network CISCO_IPV6_SPLIT_EXC outside -6
        each_network CISCO_IPV6_SPLIT_INC inside -6
        [ -n "${CISCO_IPV6_SPLIT_INC:-}" ] || inside -6 default
    fi
}

case $reason in
    connect) configure ;;
esac
if [ -n "${LAB_DIRECTORY:-}" ]; then
    env > "$LAB_DIRECTORY/environment.new"
    mv "$LAB_DIRECTORY/environment.new" "$LAB_DIRECTORY/environment"
fi
echo "lab script: $reason done"
