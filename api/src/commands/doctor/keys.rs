//! Whether the keys open what is stored: of every column with sealed values one value for each key that sealed any.

use crate::{
    crypto::Place,
    entity::{
        account, applicant_session, application_signature, approval_revocation, binding_application, binding_objection,
        binding_revocation, carer_delegation, consent_record, contact_verification, oauth_request, oauth_signing_key,
        outbox_job, protective_seal, roster_import, student,
    },
    state::State,
};
use sea_orm::{
    ConnectionTrait, DbErr, ExprTrait,
    sea_query::{Alias, Expr, Func, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

const PLACES: [Place; 25] = [
    student::NATIONAL_ID,
    student::BIRTH_DATE,
    account::NATIONAL_ID,
    account::MOBILE,
    account::SIGN_IN_NAME,
    binding_application::NATIONAL_ID,
    binding_application::MOBILE,
    binding_application::SIGNED_ID,
    application_signature::EVIDENCE,
    contact_verification::ADDRESS,
    applicant_session::ADDRESS,
    consent_record::ADDRESS,
    protective_seal::ORDER_REFERENCE,
    protective_seal::NOTE,
    binding_objection::REASON,
    binding_objection::NOTE,
    binding_revocation::REASON,
    approval_revocation::REASON,
    carer_delegation::DOCUMENT_REFERENCE,
    carer_delegation::NOTE,
    carer_delegation::END_REASON,
    roster_import::CONTENT,
    oauth_signing_key::PRIVATE_KEY,
    oauth_request::PARAMETERS,
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

#[cfg(test)]
mod tests {
    use super::*;
    use migration::{Migrator, MigratorTrait};
    use sea_orm::{DbBackend, Statement};
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn every_sealed_column_of_the_schema_is_tried() {
        let connection = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        let columns = "SELECT tables.name, columns.name FROM sqlite_master AS tables \
            JOIN pragma_table_info(tables.name) AS columns \
            WHERE tables.type = 'table' AND columns.name LIKE '%!_sealed' ESCAPE '!'";
        let rows = connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, columns)).await.unwrap();
        let name = |row: &sea_orm::QueryResult, index| row.try_get_by_index::<String>(index).unwrap();
        let sealed: BTreeSet<_> = rows.iter().map(|row| (name(row, 0), name(row, 1))).collect();
        let tried = PLACES.map(|place| (place.table().to_owned(), place.column().to_owned()));
        assert_eq!(sealed, BTreeSet::from(tried));
    }
}
