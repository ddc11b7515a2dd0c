//! The browser app's files: hashed names, compressed at build time, embedded in a release binary.

use super::{accepts_encoding, has_version, language_of};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, ContentEncoding, EntityTag, HeaderValue},
    },
};
use rust_embed::{EmbeddedFile, RustEmbed};
use shared_types::{language::Language, pages::Bundle};

#[derive(RustEmbed)]
#[folder = "../web-yew/dist"]
#[allow_missing = true]
struct Files;

/// Hashed names never change their content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Answers a file, or for every page the HTML of the bundle that it is in, which finds its own way by the path.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish();
    }
    let path = request.path().trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file && Files::get(path).is_none() {
        return HttpResponse::NotFound().finish();
    }
    if is_file && !path.ends_with(".html") {
        return answer(&request, path, FOREVER);
    }
    let bundle = Bundle::of(path);
    let mut response = answer(&request, &format!("{}.html", bundle.name()), "no-cache");
    if let Some(words) = words(bundle, language_of(&request)) {
        response.headers_mut().insert(header::LINK, words);
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language"));
    }
    response
}

/// The words that the app will ask for, so that they are on their way while the app itself still is. Somebody who has
/// chosen another language than the browser's has them once for nothing.
fn words(bundle: Bundle, language: Language) -> Option<HeaderValue> {
    let stem = format!("{}-{}-", bundle.words(), language.tag());
    let name = Files::iter().find(|name| name.starts_with(&stem) && name.ends_with(".json"))?;
    HeaderValue::from_str(&format!("</{name}>; rel=preload; as=fetch; crossorigin")).ok()
}

/// The smallest form that the caller takes.
fn best_encoding(request: &HttpRequest, name: &str) -> Option<(EmbeddedFile, Option<ContentEncoding>)> {
    [(ContentEncoding::Brotli, "br"), (ContentEncoding::Gzip, "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts_encoding(request, *encoding))
        .find_map(|(encoding, extension)| Some((Files::get(&format!("{name}.{extension}"))?, Some(encoding))))
        .or_else(|| Some((Files::get(name)?, None)))
}

fn answer(request: &HttpRequest, name: &str, cache: &'static str) -> HttpResponse {
    let Some((file, encoding)) = best_encoding(request, name) else {
        return HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body("The browser app has not been built: cargo xtask web");
    };
    // Of the bytes as they are sent, each encoding its own.
    let etag = EntityTag::new_strong(data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()[..16]));
    let is_known = has_version(request, &etag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .content_type(media_type(name))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::ETAG, etag));
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    if is_known { response.finish() } else { response.body(file.data.to_vec()) }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
