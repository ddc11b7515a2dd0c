//! What machines read about people who allowed it.

use crate::{
    features::oauth::{claims, consent},
    http::authority::BindingsReader,
    problem::ApiResult,
    state::State,
};
use actix_web::{get, web};
use shared_types::{List, oauth::ChildClaim, problem::ProblemCode};

/// The children of a person
#[utoipa::path(
    tag = "bindings",
    description = "A machine client with the scope `bindings.read`: the children of a person who allowed `children` to a \
        client of the same sector, for as long as that stands.",
    params(("subject" = String, Path, description = "The `sub` by which the sector's clients know the person.")),
    responses(
        (status = 200, description = "Bound children of whom others may know.", body = List<ChildClaim>),
        (status = 403, description = "`not_allowed`: the token is for something else."),
        (status = 404, description = "`not_found`: nobody of that subject allows it."),
    ),
    security(("client_credentials" = ["bindings.read"])),
)]
#[get("/subjects/{subject}/children")]
pub(in super::super) async fn list_children_of_subject(
    state: web::Data<State>,
    machine: BindingsReader,
    subject: web::Path<String>,
) -> ApiResult<web::Json<List<ChildClaim>>> {
    let account = consent::account_of_subject(&state, &machine.sector, &subject).await?;
    let account = account.ok_or(ProblemCode::NotFound)?;
    Ok(web::Json(List { items: claims::children_of(&state, &machine.sector, account).await? }))
}
