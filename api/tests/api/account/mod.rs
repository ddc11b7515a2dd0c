//! Single-sign-on accounts: first sign-in, passwords, sessions, and what their owners see and change.

mod activation;
mod bindings;
mod contact_change;
mod first_sign_in;
mod own;
mod passwords;
mod sessions;

use crate::support::*;
use serde_json::json;

/// Tries to sign in, as a browser that was never here.
async fn sign_in(city: &City, login: &str, password: &str) -> Answer {
    city.client().post("sessions", json!({ "login": login, "password": password })).await
}

/// The token of the newest activation link.
fn activation_token(city: &City, address: &str) -> String {
    let mail = city.smtp.last_to(address);
    let (_, rest) = mail.text.split_once("/activate#").expect("an activation link");
    rest.lines().next().unwrap().to_owned()
}

async fn activate(city: &City, token: &str, new_password: &str) -> Answer {
    city.client().post("account-activations", json!({ "token": token, "new_password": new_password })).await
}
