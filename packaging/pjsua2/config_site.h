/* What of pjproject is built in. packaging/pjsua2/README.md gives the reasons. */
#define PJMEDIA_HAS_VIDEO 0
#define PJ_HAS_IPV6 1

/* A child with one thread and few files: epoll has no set of its own to fill. */
#define PJSUA_MAX_CALLS 32
#define PJSUA_MAX_ACC 32
#define PJ_IOQUEUE_MAX_HANDLES 1024
#define FD_SETSIZE 1024

#define PJMEDIA_SRTP_HAS_DTLS 1

/* An INVITE with ICE candidates, SRTP keys and a PBX's headers may exceed the default of 4000 bytes. */
#define PJSIP_MAX_PKT_LEN 16000

/* Home routers forget a silent connection sooner than the default of 90 s. */
#define PJSIP_TCP_KEEP_ALIVE_INTERVAL 30
#define PJSIP_TLS_KEEP_ALIVE_INTERVAL 30

/* Upstream's default stops at TLS 1.2 and still allows 1.0. */
#define PJSIP_SSL_DEFAULT_PROTO (PJ_SSL_SOCK_PROTO_TLS1_2 | PJ_SSL_SOCK_PROTO_TLS1_3)
