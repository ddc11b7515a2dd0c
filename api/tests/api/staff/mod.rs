//! Roles of staff and homeroom teachers' classes.

mod homeroom;
mod roles;

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    Page,
    staff::{GrantedRole, HomeroomAssignment, Standing},
    taiwan_time,
};
use time::{Date, Duration};

/// 市立內湖國小, of teachers `lin`, `chen`, `huang`, `lawa`.
const NEIHU: &str = "403601";
/// 市立三民國中, of teacher `chang`.
const SANMIN: &str = "403503";

/// So many days from today on Taipei's calendar.
fn day(city: &City, from_today: i64) -> Date {
    taiwan_time::day(city.state.now() + Duration::days(from_today))
}

fn text(day: Date) -> String {
    day.to_string()
}

async fn roles_of(client: &Client) -> Value {
    client.get("sessions/current").await.expect(200).value()["account"]["roles"].clone()
}
