//! A new e-mail address or mobile number.

use super::*;
use serde_json::Value;
use shared_types::account::OwnAccount;
use time::Duration;

const NEW_EMAIL: &str = "daming.new@example.com";
const NEW_MOBILE: &str = "0955666777";

/// Has a code for a change sent, and says what the owner would enter.
async fn code_for(city: &City, channel: &str, address: &str) -> Value {
    let asked = json!({ "channel": channel, "address": address, "purpose": "contact_change" });
    let sent = city.client().post("contact-verifications", asked).await.expect(201).value();
    city.work_outbox().await;
    let code = match channel {
        "email" => city.code_sent_to(address),
        _ => {
            let mailbox = city.client().get("/dev/mailbox.json").await.expect(200).value();
            let text = mailbox[0]["text"].as_str().unwrap().to_owned();
            assert!(text.starts_with("變更行動電話的驗證碼"), "{text}");
            text[text.len() - 6..].to_owned()
        }
    };
    json!({ "verification_id": sent["id"], "code": code, "current_password": NEW_PASSWORD })
}

async fn change(client: &Client, body: impl serde::Serialize) -> OwnAccount {
    client.put("accounts/me/contact", body).await.expect(200).json()
}

async fn owner(city: &City) -> Client {
    city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
    city.settled(&WANG_DAMING).await
}

on_both! {
    async fn a_new_address_is_the_new_sign_in_name_and_the_old_one_is_told(city: City) {
        let owner = owner(&city).await;
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        let body = code_for(&city, "email", NEW_EMAIL).await;
        assert_eq!(city.smtp.last_to(NEW_EMAIL).subject.split('：').next(), Some("變更電子信箱的驗證碼"));
        let changed = change(&owner, &body).await;
        assert_eq!((changed.email.as_str(), changed.sign_in_name.as_str()), (NEW_EMAIL, NEW_EMAIL));
        // Signed in here, and nowhere else.
        owner.get("bindings").await.expect(200);
        elsewhere.get("bindings").await.problem(401, "not_signed_in");
        sign_in(&city, WANG_DAMING.email, NEW_PASSWORD).await.problem(401, "wrong_credentials");
        city.signed_in(NEW_EMAIL, NEW_PASSWORD).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：電子信箱已變更");
        assert!(mail.text.contains("d***@example.com") && !mail.text.contains(NEW_EMAIL), "{}", mail.text);
        // The code was used up.
        owner.put("accounts/me/contact", &body).await.problem(410, "code_used_up");
    }

    async fn a_link_that_went_to_the_old_address_ends(city: City) {
        let owner = owner(&city).await;
        assert!(run_command(&city, &["reissue", WANG_DAMING.email]).0);
        city.work_outbox().await;
        let token = activation_token(&city, WANG_DAMING.email);
        change(&owner, code_for(&city, "email", NEW_EMAIL).await).await;
        activate(&city, &token, "another 梅花鹿 and its train").await.problem(410, "link_expired");
    }

    async fn a_new_number_leaves_the_other_sessions(city: City) {
        let owner = owner(&city).await;
        let elsewhere = city.signed_in(WANG_DAMING.email, NEW_PASSWORD).await;
        let changed = change(&owner, code_for(&city, "sms", NEW_MOBILE).await).await;
        assert_eq!((changed.mobile.as_str(), changed.sign_in_name.as_str()), (NEW_MOBILE, WANG_DAMING.email));
        elsewhere.get("bindings").await.expect(200);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert_eq!(mail.subject, "臺北市校園單一身分驗證服務：行動電話已變更");
        assert!(mail.text.contains("09******77"), "{}", mail.text);
    }

    async fn who_shares_an_address_signs_in_with_the_number_until_the_address_is_free(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let father = city.settled(&WANG_DAMING).await;
        // The same mailbox: her sign-in name is her number.
        let sent = {
            city.advance(Duration::minutes(2));
            let mother = city.applicant(WANG_DAMING.email).await;
            mother.apply(&Parent { email: WANG_DAMING.email, ..LIN_MEIHUI }, &[XIAOMING]).await
        };
        lin.approve(&sent).await;
        city.work_outbox().await;
        let mother = city.signed_in(LIN_MEIHUI.mobile, LIN_MEIHUI.initial_password()).await;
        mother.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        // Her new number is her new sign-in name.
        let changed = change(&mother, code_for(&city, "sms", NEW_MOBILE).await).await;
        assert_eq!((changed.email.as_str(), changed.sign_in_name.as_str()), (WANG_DAMING.email, NEW_MOBILE));
        // He can't take her number as a sign-in name, nor she his address.
        city.advance(Duration::minutes(2));
        let his = change(&father, code_for(&city, "sms", NEW_MOBILE).await).await;
        assert_eq!((his.mobile.as_str(), his.sign_in_name.as_str()), (NEW_MOBILE, WANG_DAMING.email));
        // He leaves the shared mailbox; then it is hers.
        city.advance(Duration::minutes(2));
        change(&father, code_for(&city, "email", NEW_EMAIL).await).await;
        city.advance(Duration::minutes(2));
        let changed = change(&mother, code_for(&city, "email", WANG_DAMING.email).await).await;
        assert_eq!(changed.sign_in_name, WANG_DAMING.email);
    }

    async fn two_who_take_one_address_at_once_both_have_a_sign_in_name(city: City) {
        let lin = city.teacher("lin").await;
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            city.bound(&parent, &[XIAOMING], &lin).await;
        }
        let mut changes = Vec::new();
        for parent in [WANG_DAMING, LIN_MEIHUI] {
            city.advance(Duration::minutes(2));
            let client = city.settled(&parent).await;
            let body = code_for(&city, "email", NEW_EMAIL).await;
            // A newer code to an address ends the older one: his is tried first, up to the point where they race.
            changes.push((client, body));
        }
        let live = "UPDATE contact_verifications SET closed_at = NULL WHERE purpose = 'contact_change'";
        city.sql(live).await;
        let both = changes.into_iter().map(|(client, body)| async move { change(&client, body).await });
        let both = all_at_once(both).await;
        assert!(both.iter().all(|account| account.email == NEW_EMAIL));
        let mut names: Vec<&str> = both.iter().map(|account| account.sign_in_name.as_str()).collect();
        names.sort();
        assert_eq!(names[1], NEW_EMAIL, "one has the address");
        assert!([WANG_DAMING.mobile, LIN_MEIHUI.mobile].contains(&names[0]), "the other signs in with the number");
    }

    async fn the_password_is_asked_for_and_guesses_count(city: City) {
        let owner = owner(&city).await;
        let right = code_for(&city, "email", NEW_EMAIL).await;
        let mut wrong = right.clone();
        wrong["current_password"] = json!("not it");
        for _ in 0..5 {
            let refused = owner.put("accounts/me/contact", &wrong).await.problem(422, "invalid_fields");
            refused.fields(&[("/current_password", "wrong_password")]);
        }
        owner.put("accounts/me/contact", &right).await.problem(429, "too_many_requests");
        sign_in(&city, WANG_DAMING.email, NEW_PASSWORD).await.problem(429, "too_many_requests");
        city.advance(Duration::minutes(16));
        // No code was used up by it.
        change(&owner, &right).await;
    }

    async fn only_a_code_for_this_purpose_counts_and_five_wrong_ones_kill_it(city: City) {
        let owner = owner(&city).await;
        city.advance(Duration::minutes(2));
        let sent = city.send_code(NEW_EMAIL).await;
        let code = city.code_sent_to(NEW_EMAIL);
        let body = |id: uuid::Uuid, code: &str| {
            json!({ "verification_id": id, "code": code, "current_password": NEW_PASSWORD })
        };
        owner.put("accounts/me/contact", body(sent.id, &code)).await.problem(404, "not_found");
        city.advance(Duration::minutes(2));
        let mut right = code_for(&city, "email", NEW_EMAIL).await;
        let attempts = format!("contact-verifications/{}/attempts", right["verification_id"].as_str().unwrap());
        city.client().post(&attempts, json!({ "code": right["code"] })).await.problem(404, "not_found");
        let code = std::mem::replace(&mut right["code"], json!("000000"));
        if code == "000000" {
            right["code"] = json!("000001");
        }
        for _ in 0..4 {
            owner.put("accounts/me/contact", &right).await.problem(422, "wrong_code");
        }
        owner.put("accounts/me/contact", &right).await.problem(410, "code_used_up");
        right["code"] = code;
        owner.put("accounts/me/contact", &right).await.problem(410, "code_used_up");
        assert_eq!(owner.get("accounts/me").await.value()["email"], WANG_DAMING.email);
        // Late is too late.
        city.advance(Duration::minutes(30));
        let late = code_for(&city, "email", NEW_EMAIL).await;
        city.advance(Duration::minutes(61));
        owner.put("accounts/me/contact", late).await.problem(410, "code_expired");
    }

    async fn proving_the_present_address_tells_nobody_and_ends_nothing(city: City) {
        // A teacher of an imported list: nobody has proved the address yet.
        let (lin, elsewhere) = (city.teacher("lin").await, city.teacher("lin").await);
        let mut body = code_for(&city, "email", "lin@school.example.tw").await;
        body["current_password"] = json!(kinbind_api::commands::demo::DEMO_PASSWORD);
        change(&lin, body).await;
        assert_eq!(city.work_outbox().await, 0);
        elsewhere.get("classes").await.expect(200);
        assert!(run_command(&city, &["reissue", "lin@school.example.tw"]).0, "it is proved now");
    }
}
