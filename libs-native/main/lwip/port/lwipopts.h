/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_LWIPOPTS_H
#define LWIP_PORT_LWIPOPTS_H

#include "port.h"

/*
 * How lwIP is built: its raw API under one lock, driven by the library's
 * options (unicore.library.ts). What stands at lwIP's default is left out.
 */

/* One thread at a time is inside, by core_lock(): see src/internal.h. */
#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN         0
#define LWIP_SOCKET          0
#define LWIP_RAW             0
#define LWIP_MPU_COMPATIBLE  0
#define LWIP_STATS           0
#define LWIP_NETIF_HOSTNAME  0
#define LWIP_SINGLE_NETIF    0
#define LWIP_NETIF_API       0
/* src/timers.c stands in for timeouts.c. */
#define LWIP_TIMERS_CUSTOM 1

/* Memory: src/memory.c stands in for mem.c and memp.c. */
#define MEM_LIBC_MALLOC         1
#define MEMP_MEM_MALLOC         1
#define MEM_ALIGNMENT           8
#define MEMP_NUM_TCP_PCB        UC_CONFIG_LWIP_TCP_CONNECTIONS
#define MEMP_NUM_TCP_PCB_LISTEN UC_CONFIG_LWIP_TCP_LISTENERS
#define MEMP_NUM_TCP_SEG (UC_CONFIG_LWIP_TCP_CONNECTIONS * 8 + TCP_SND_QUEUELEN)
#define MEMP_NUM_UDP_PCB (UC_CONFIG_LWIP_UDP_SOCKETS + 4)
#define MEMP_NUM_PBUF    MEMP_NUM_TCP_SEG
#define MEMP_NUM_REASSDATA 8
#define MEMP_NUM_ND6_QUEUE 32
#define MEMP_NUM_ARP_QUEUE 32
#define MEMP_NUM_FRAG_PBUF 64
#define PBUF_POOL_SIZE     0
#define PBUF_POOL_BUFSIZE  LWIP_MEM_ALIGN_SIZE(1536)

/* In front of a frame, where a device may put its own header. */
#define PBUF_LINK_ENCAPSULATION_HLEN 16

/* Checksums are the device's where it can: by the flags of each netif. */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHECKSUM_ON_COPY        0
#define LWIP_CHKSUM                  lwip_port_checksum

/* IPv4 */
#define LWIP_IPV4             1
#define IP_FORWARD            0
#define IP_REASSEMBLY         UC_CONFIG_LWIP_IP_REASSEMBLY
#define IP_FRAG               1
#define IP_REASS_MAX_PBUFS    32
#define ARP_QUEUEING          1
#define ARP_QUEUE_LEN         8
#define ETHARP_TRUST_IP_MAC   0
#define LWIP_BROADCAST_PING   0
#define LWIP_MULTICAST_PING   0
#define IP_SOF_BROADCAST      1
#define IP_SOF_BROADCAST_RECV 0

/* IPv6 */
#define LWIP_IPV6       UC_CONFIG_LWIP_IPV6
#define LWIP_IPV6_REASS UC_CONFIG_LWIP_IP_REASSEMBLY
#define LWIP_IPV6_FRAG  1
/* What lwIP notes in a fragment's header takes more with 64-bit pointers. */
#define IPV6_FRAG_COPYHEADER            (__SIZEOF_POINTER__ > 4)
#define LWIP_IPV6_MLD                   UC_CONFIG_LWIP_IPV6
#define LWIP_IPV6_AUTOCONFIG            UC_CONFIG_LWIP_IPV6
#define LWIP_IPV6_SCOPES                UC_CONFIG_LWIP_IPV6
#define LWIP_ND6_QUEUEING               1
#define LWIP_ND6_TCP_REACHABILITY_HINTS 1
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS                                         \
    (UC_CONFIG_LWIP_IPV6 && UC_CONFIG_LWIP_DNS)
#define MEMP_NUM_MLD6_GROUP 8

/* DHCP, DNS */
#define LWIP_DHCP                     UC_CONFIG_LWIP_DHCP
#define LWIP_DHCP_GET_NTP_SRV         0
#define DHCP_DOES_ARP_CHECK           0
#define LWIP_DNS                      UC_CONFIG_LWIP_DNS
#define LWIP_DNS_SECURE               7
#define DNS_TABLE_SIZE                8
#define DNS_MAX_SERVERS               3
#define DNS_MAX_NAME_LENGTH           254
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 0

/* UDP */
#define LWIP_UDP             1
#define LWIP_NETBUF_RECVINFO 0

/* TCP */
#define LWIP_TCP           1
#define TCP_MSS            UC_CONFIG_LWIP_TCP_MSS
#define TCP_WND            UC_CONFIG_LWIP_TCP_WND
#define TCP_SND_BUF        UC_CONFIG_LWIP_TCP_SND_BUF
#define TCP_SND_QUEUELEN   ((4 * (TCP_SND_BUF) + (TCP_MSS - 1)) / (TCP_MSS))
#define TCP_SNDLOWAT       (TCP_SND_BUF / 2)
#define TCP_SNDQUEUELOWAT  (TCP_SND_QUEUELEN / 2)
#define LWIP_WND_SCALE     UC_CONFIG_LWIP_TCP_WND_SCALE
#define TCP_RCV_SCALE      4
#define TCP_LISTEN_BACKLOG 1
#define TCP_DEFAULT_LISTEN_BACKLOG 255
#define TCP_QUEUE_OOSEQ            UC_CONFIG_LWIP_TCP_OOSEQ
#define TCP_OOSEQ_MAX_BYTES        TCP_WND
#define TCP_OOSEQ_MAX_PBUFS        32
#define PBUF_POOL_FREE_OOSEQ       0
#define LWIP_TCP_SACK_OUT          UC_CONFIG_LWIP_TCP_OOSEQ
#define LWIP_TCP_TIMESTAMPS        UC_CONFIG_LWIP_TCP_TIMESTAMPS
#define LWIP_TCP_KEEPALIVE         1
#define LWIP_TCP_MAX_SACK_NUM      4
#define SO_REUSE                   1

/* The device's first, and 127.0.0.1. */
#define LWIP_HAVE_LOOPIF    UC_CONFIG_LWIP_LOOPBACK
#define LWIP_NETIF_LOOPBACK UC_CONFIG_LWIP_LOOPBACK
/* Its way to have netif_poll called by another thread; here, by core.c. */
#define LWIP_NETIF_LOOPBACK_MULTITHREADING  UC_CONFIG_LWIP_LOOPBACK
#define tcpip_try_callback(function, netif) lwip_port_loopback()
#define LWIP_LOOPBACK_MAX_PBUFS             64
#define LWIP_NETIF_STATUS_CALLBACK          1
#define LWIP_NETIF_LINK_CALLBACK            0
#define LWIP_NETIF_EXT_STATUS_CALLBACK      0
#define LWIP_NETIF_TX_SINGLE_PBUF           0
#define LWIP_SUPPORT_CUSTOM_PBUF            1
#define LWIP_NUM_NETIF_CLIENT_DATA          0

/* Numbers that nobody guesses. Spec: RFC 6528; RFC 6056. */
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1
#define LWIP_HOOK_FILENAME                 "hooks.h"
#define LWIP_HOOK_TCP_ISN                  lwip_port_tcp_isn

#endif /* LWIP_PORT_LWIPOPTS_H */
