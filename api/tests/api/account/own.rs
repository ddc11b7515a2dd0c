//! The own account, its name, and where it is signed in.

use super::*;
use shared_types::{
    List,
    account::{OwnAccount, SignedInSession},
};
use time::Duration;

async fn sessions(client: &Client) -> Vec<SignedInSession> {
    client.get("sessions").await.expect(200).json::<List<SignedInSession>>().items
}

on_both! {
    async fn the_owner_sees_everything_but_the_whole_id_number(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let own = city.settled(&WANG_DAMING).await.get("accounts/me").await.expect(200).value();
        assert_eq!(own["id"].as_str().map(str::len), Some(36));
        let expected = json!({
            "id": own["id"], "name": "王大明", "national_id_masked": "A12****789", "email": "daming@example.com",
            "mobile": "0912345678", "sign_in_name": "daming@example.com", "roles": ["guardian"],
        });
        assert_eq!(own, expected);
        let own: OwnAccount = lin.get("accounts/me").await.expect(200).json();
        assert_eq!(own.roles.len(), 2);
        city.client().get("accounts/me").await.problem(401, "not_signed_in");
        let applicant = city.applicant(LI_GUOHUA.email).await;
        applicant.get("accounts/me").await.problem(401, "not_signed_in");
    }

    async fn the_initial_password_opens_nothing_of_it(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let client = city.signed_in(WANG_DAMING.email, "456789").await;
        for path in ["accounts/me", "sessions"] {
            client.get(path).await.problem(403, "password_change_required");
        }
        client.delete("sessions").await.problem(403, "password_change_required");
        client.put("accounts/me/name", json!({ "name": "王大銘" })).await.problem(403, "password_change_required");
    }

    async fn a_name_is_changed_and_what_was_sent_keeps_its_own(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let owner = city.settled(&WANG_DAMING).await;
        for (name, code) in [("  ", "required"), (&"王".repeat(51), "too_long"), ("王\u{e000}", "character")] {
            let refused = owner.put("accounts/me/name", json!({ "name": name })).await.problem(422, "invalid_fields");
            refused.fields(&[("/name", code)]);
        }
        // A variant of 吉 beyond the BMP, with the spaces that a phone puts in.
        let changed: OwnAccount =
            owner.put("accounts/me/name", json!({ "name": " 𠮷大明　" })).await.expect(200).json();
        assert_eq!(changed.name, "𠮷大明");
        assert_eq!(owner.get("sessions/current").await.value()["account"]["name"], "𠮷大明");
        let sent = owner.get("binding-applications").await.expect(200).value();
        assert_eq!(sent["items"][0]["applicant"]["name"], "王大明");
    }

    async fn each_session_is_listed_and_can_be_ended(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let here = city.settled(&WANG_DAMING).await;
        city.advance(Duration::seconds(1));
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        let listed = sessions(&here).await;
        assert_eq!(listed.iter().map(|one| one.is_current).collect::<Vec<_>>(), [false, true]);
        assert!(listed[0].signed_in_at > listed[1].signed_in_at);
        here.delete(&format!("sessions/{}", listed[0].id)).await.expect(204);
        elsewhere.get("sessions/current").await.problem(401, "not_signed_in");
        here.delete(&format!("sessions/{}", listed[0].id)).await.problem(404, "not_found");
        assert_eq!(sessions(&here).await, listed[1..]);
        // The present one: as signing out.
        let ended = here.delete(&format!("sessions/{}", listed[1].id)).await.expect(204);
        assert!(ended.header("set-cookie").is_some_and(|cookie| cookie.starts_with("kinbind_session=;")));
        here.get("sessions").await.problem(401, "not_signed_in");
        city.advance(Duration::hours(13));
        let later = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        assert_eq!(sessions(&later).await.len(), 1, "what is over isn't listed");
    }

    async fn nobody_ends_a_session_of_somebody_else(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let of_lin = sessions(&lin).await;
        assert_eq!((of_lin.len(), sessions(&chang).await.len()), (1, 1));
        chang.delete(&format!("sessions/{}", of_lin[0].id)).await.problem(404, "not_found");
        chang.delete("sessions").await.expect(204);
        lin.get("classes").await.expect(200);
        chang.get("classes").await.problem(401, "not_signed_in");
    }

    async fn signing_out_everywhere_ends_what_was_opened_from_the_account_too(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        let here = city.settled(&WANG_DAMING).await;
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        elsewhere.post_nothing("applicant-sessions").await.expect(201);
        elsewhere.get("applicant-sessions/current").await.expect(200);
        let ended = here.delete("sessions").await.expect(204);
        assert!(ended.header("set-cookie").is_some_and(|cookie| cookie.starts_with("kinbind_session=;")));
        for client in [&here, &elsewhere] {
            client.get("sessions/current").await.problem(401, "not_signed_in");
        }
        elsewhere.get("applicant-sessions/current").await.problem(401, "not_signed_in");
        city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
    }
}
