//! 404 or 405: the document knows which paths there are.

use crate::{app::BASE, problem::ApiError};
use actix_web::{HttpRequest, HttpResponse, web};
use shared_types::problem::ProblemCode;
use utoipa::openapi::{OpenApi, PathItem};

/// What the API answers where no route fits.
pub(super) async fn answer(request: HttpRequest, document: web::Data<OpenApi>) -> Result<HttpResponse, ApiError> {
    let found = document.paths.paths.iter().find(|(template, _)| fits(template, request.path()));
    let Some((_, item)) = found else { return Err(ProblemCode::NotFound.into()) };
    Err(ApiError::method_not_allowed(methods(item).join(", ")))
}

fn fits(template: &str, path: &str) -> bool {
    debug_assert!(template.starts_with(BASE));
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(path).all(|(t, p)| t.starts_with('{') || *t == p)
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    [
        (item.get.is_some(), "GET"),
        (item.post.is_some(), "POST"),
        (item.put.is_some(), "PUT"),
        (item.delete.is_some(), "DELETE"),
        (item.patch.is_some(), "PATCH"),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect()
}
