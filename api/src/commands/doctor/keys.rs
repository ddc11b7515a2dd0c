//! Whether the keys open what is stored: of every column with sealed values one value for each key that sealed any.

use crate::{
    crypto::Place,
    entity::{
        account, applicant_session, application_signature, binding_application, binding_objection, binding_revocation,
        consent_record, outbox_job, protective_seal, roster_import, student,
    },
    state::State,
};
use sea_orm::{
    ConnectionTrait, DbErr, ExprTrait,
    sea_query::{Alias, Expr, Func, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

const PLACES: [Place; 13] = [
    student::NATIONAL_ID,
    student::BIRTH_DATE,
    account::NATIONAL_ID,
    account::SIGN_IN_NAME,
    binding_application::NATIONAL_ID,
    application_signature::EVIDENCE,
    applicant_session::ADDRESS,
    consent_record::ADDRESS,
    protective_seal::ORDER_REFERENCE,
    binding_objection::REASON,
    binding_revocation::REASON,
    roster_import::CONTENT,
    outbox_job::PAYLOAD,
];

/// What the keys came to.
#[derive(Default)]
pub(super) struct Report {
    /// Values that were tried.
    pub(super) tried: usize,
    /// Those that didn't open: column and number of the key.
    pub(super) unopened: Vec<(Place, u8)>,
}

/// # Errors
/// The database's.
pub(super) async fn check(state: &State) -> Result<Report, DbErr> {
    let mut report = Report::default();
    for place in PLACES {
        for key in keys_in(state, place).await? {
            let one = sealed_in(place)
                .columns(["id", place.column()])
                .and_where(key_of(place).eq(vec![key]))
                .limit(1)
                .to_owned();
            let Some(row) = state.database.reader().query_one(&one).await? else { continue };
            let (id, sealed): (Uuid, Vec<u8>) = (row.try_get("", "id")?, row.try_get("", place.column())?);
            report.tried += 1;
            if state.keys.open(place, id, &sealed).is_err() {
                report.unopened.push((place, key));
            }
        }
    }
    Ok(report)
}

/// The numbers of the keys that a column's values are sealed with.
async fn keys_in(state: &State, place: Place) -> Result<Vec<u8>, DbErr> {
    let keys = sealed_in(place).distinct().expr_as(key_of(place), "key").to_owned();
    let rows = state.database.reader().query_all(&keys).await?;
    let key = |row: sea_orm::QueryResult| Ok(row.try_get::<Vec<u8>>("", "key")?.first().copied());
    Ok(rows.into_iter().map(key).collect::<Result<Vec<_>, DbErr>>()?.into_iter().flatten().collect())
}

/// Rows that hold a value: it is emptied where data was deleted.
fn sealed_in(place: Place) -> SelectStatement {
    let length = Func::cust("length").arg(Expr::col(place.column()));
    Query::select().from(place.table()).and_where(Expr::expr(length).gt(0)).to_owned()
}

/// A sealed value begins with the number of its key.
fn key_of(place: Place) -> SimpleExpr {
    Func::cust(Alias::new("substr")).arg(Expr::col(place.column())).arg(1).arg(1).into()
}
