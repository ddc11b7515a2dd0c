//! The headers that keep a browser from doing what we don't do.

use actix_web::middleware::DefaultHeaders;

/// No foreign script, style, image, frame or request; WebAssembly is compiled, nothing is evaluated.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// For every answer. `https` adds HSTS.
pub fn security_headers(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("content-security-policy", CONTENT_SECURITY_POLICY))
        .add(("x-content-type-options", "nosniff"))
        .add(("referrer-policy", "no-referrer"))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add(("cross-origin-resource-policy", "same-origin"))
        .add(("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"))
        // Where nothing else is said: most answers are personal.
        .add(("cache-control", "no-store"));
    if https { headers.add(("strict-transport-security", "max-age=63072000; includeSubDomains")) } else { headers }
}
