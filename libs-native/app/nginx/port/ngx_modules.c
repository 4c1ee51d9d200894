/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modules of this nginx, as its configure would list them: those that it
 * takes by default, with HTTP/2, realip, gzip_static and stub_status. The order
 * matters: a response passes the filters from the last to the first.
 */
#include <ngx_config.h>
#include <ngx_core.h>

/* clang-format off */
#define MODULES(each) \
    each(ngx_core_module) \
    each(ngx_errlog_module) \
    each(ngx_conf_module) \
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
    each(ngx_http_gzip_static_module) \
    each(ngx_http_autoindex_module) \
    each(ngx_http_index_module) \
    each(ngx_http_mirror_module) \
    each(ngx_http_try_files_module) \
    each(ngx_http_auth_basic_module) \
    each(ngx_http_access_module) \
    each(ngx_http_limit_conn_module) \
    each(ngx_http_limit_req_module) \
    each(ngx_http_realip_module) \
    each(ngx_http_geo_module) \
    each(ngx_http_map_module) \
    each(ngx_http_split_clients_module) \
    each(ngx_http_referer_module) \
    each(ngx_http_rewrite_module) \
    each(ngx_http_proxy_module) \
    each(ngx_http_fastcgi_module) \
    each(ngx_http_uwsgi_module) \
    each(ngx_http_scgi_module) \
    each(ngx_http_grpc_module) \
    each(ngx_http_memcached_module) \
    each(ngx_http_empty_gif_module) \
    each(ngx_http_browser_module) \
    each(ngx_http_upstream_hash_module) \
    each(ngx_http_upstream_ip_hash_module) \
    each(ngx_http_upstream_least_conn_module) \
    each(ngx_http_upstream_random_module) \
    each(ngx_http_upstream_keepalive_module) \
    each(ngx_http_upstream_zone_module) \
    each(ngx_http_stub_status_module) \
    each(ngx_http_write_filter_module) \
    each(ngx_http_header_filter_module) \
    each(ngx_http_chunked_filter_module) \
    each(ngx_http_v2_filter_module) \
    each(ngx_http_range_header_filter_module) \
    each(ngx_http_gzip_filter_module) \
    each(ngx_http_postpone_filter_module) \
    each(ngx_http_ssi_filter_module) \
    each(ngx_http_charset_filter_module) \
    each(ngx_http_userid_filter_module) \
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
