/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modules of this nginx, in the order of upstream's configure: a response
 * passes the filters from the last to the first. Nobody else refers to a
 * module, so those whose option is 0 are not in the image.
 */
#include <ngx_config.h>
#include <ngx_core.h>

#define WITH_0(each, module)
#define WITH_1(each, module)             each(module)
#define WITH_VALUE_(value, each, module) WITH_##value(each, module)
#define WITH_VALUE(value, each, module)  WITH_VALUE_(value, each, module)
#define WITH(option, each, module)                                             \
    WITH_VALUE(UC_CONFIG_APP_##option, each, module)

/* clang-format off */
#define MODULES(each) \
    each(ngx_core_module) \
    each(ngx_errlog_module) \
    each(ngx_conf_module) \
    WITH(TLS, each, ngx_openssl_module) \
    each(ngx_regex_module) \
    each(ngx_events_module) \
    each(ngx_event_core_module) \
    each(ngx_epoll_module) \
    each(ngx_http_module) \
    each(ngx_http_core_module) \
    each(ngx_http_log_module) \
    each(ngx_http_upstream_module) \
    each(ngx_http_v2_module) \
    each(ngx_http_static_module) \
    WITH(GZIP_STATIC, each, ngx_http_gzip_static_module) \
    WITH(AUTOINDEX, each, ngx_http_autoindex_module) \
    each(ngx_http_index_module) \
    WITH(MIRROR, each, ngx_http_mirror_module) \
    each(ngx_http_try_files_module) \
    WITH(AUTH_BASIC, each, ngx_http_auth_basic_module) \
    WITH(ACCESS, each, ngx_http_access_module) \
    WITH(LIMIT_CONN, each, ngx_http_limit_conn_module) \
    WITH(LIMIT_REQ, each, ngx_http_limit_req_module) \
    WITH(REALIP, each, ngx_http_realip_module) \
    WITH(GEO, each, ngx_http_geo_module) \
    WITH(MAP, each, ngx_http_map_module) \
    WITH(SPLIT_CLIENTS, each, ngx_http_split_clients_module) \
    WITH(REFERER, each, ngx_http_referer_module) \
    WITH(REWRITE, each, ngx_http_rewrite_module) \
    WITH(TLS, each, ngx_http_ssl_module) \
    WITH(PROXY, each, ngx_http_proxy_module) \
    WITH(FASTCGI, each, ngx_http_fastcgi_module) \
    WITH(UWSGI, each, ngx_http_uwsgi_module) \
    WITH(SCGI, each, ngx_http_scgi_module) \
    WITH(GRPC, each, ngx_http_grpc_module) \
    WITH(MEMCACHED, each, ngx_http_memcached_module) \
    WITH(EMPTY_GIF, each, ngx_http_empty_gif_module) \
    WITH(BROWSER, each, ngx_http_browser_module) \
    WITH(UPSTREAM_HASH, each, ngx_http_upstream_hash_module) \
    WITH(UPSTREAM_IP_HASH, each, ngx_http_upstream_ip_hash_module) \
    WITH(UPSTREAM_LEAST_CONN, each, ngx_http_upstream_least_conn_module) \
    WITH(UPSTREAM_RANDOM, each, ngx_http_upstream_random_module) \
    WITH(UPSTREAM_KEEPALIVE, each, ngx_http_upstream_keepalive_module) \
    WITH(UPSTREAM_ZONE, each, ngx_http_upstream_zone_module) \
    WITH(STUB_STATUS, each, ngx_http_stub_status_module) \
    each(ngx_http_write_filter_module) \
    each(ngx_http_header_filter_module) \
    each(ngx_http_chunked_filter_module) \
    each(ngx_http_v2_filter_module) \
    each(ngx_http_range_header_filter_module) \
    each(ngx_http_gzip_filter_module) \
    each(ngx_http_postpone_filter_module) \
    WITH(SSI, each, ngx_http_ssi_filter_module) \
    WITH(CHARSET, each, ngx_http_charset_filter_module) \
    WITH(USERID, each, ngx_http_userid_filter_module) \
    each(ngx_http_headers_filter_module) \
    each(ngx_http_copy_filter_module) \
    each(ngx_http_range_body_filter_module) \
    each(ngx_http_not_modified_filter_module)
/* clang-format on */

#define DECLARED(module) extern ngx_module_t module;
#define ADDRESS(module)  &module,
#define NAME(module)     #module,

MODULES(DECLARED)

ngx_module_t *ngx_modules[] = {MODULES(ADDRESS) NULL};
char *ngx_module_names[] = {MODULES(NAME) NULL};
