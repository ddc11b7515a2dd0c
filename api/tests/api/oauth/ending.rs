//! What ends tokens besides their clients: passwords, sign-outs, seals, and people who go.

use super::*;
use kinbind_api::commands::demo::DEMO_PASSWORD;

/// Tokens that outlast their browser, and the service.
async fn long_lasting(city: &City, person: &Client) -> (Service, Tokens) {
    let service = city.register(payment()).await;
    let tokens = service.sign_in(city, person, "openid children offline_access").await;
    (service, tokens)
}

#[track_caller]
fn assert_over(is_active: bool) {
    assert!(!is_active, "the tokens are over");
}

on_both! {
    async fn signing_out_everywhere_ends_every_token(city: City) {
        let lin = city.teacher("lin").await;
        let (service, tokens) = long_lasting(&city, &lin).await;
        lin.delete("sessions/current").await.expect(204);
        assert!(service.is_active(&city, tokens.access()).await, "signing out of one browser keeps them");
        let lin = city.teacher("lin").await;
        let code = lin.allow(&service, &[("scope", "openid")]).await["code"].clone();
        lin.delete("sessions").await.expect(204);
        assert_over(service.is_active(&city, tokens.access()).await);
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
        service.use_code(&city, &code).await.refused(400, "invalid_grant");
        // What was allowed is remembered.
        let lin = city.teacher("lin").await;
        assert_eq!(lin.authorize(&service, &[("scope", "openid")]).await.without_query(), CALLBACK);
    }

    async fn another_password_ends_every_token(city: City) {
        let lin = city.teacher("lin").await;
        let (service, tokens) = long_lasting(&city, &lin).await;
        let change = json!({ "current_password": DEMO_PASSWORD, "new_password": NEW_PASSWORD });
        lin.put("accounts/me/password", change).await.expect(200);
        assert_over(service.is_active(&city, tokens.access()).await);
        service.refresh(&city, tokens.refresh()).await.refused(400, "invalid_grant");
    }

    async fn a_sealed_child_is_told_to_nobody_and_who_is_unbound_is_signed_out(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&LIN_MEIHUI, &[XIAOMING], &lin).await;
        let (father, mother) = (city.parent().await, city.settled(&LIN_MEIHUI).await);
        let (of_father, fathers) = long_lasting(&city, &father).await;
        let (of_mother, mothers) = long_lasting(&city, &mother).await;
        let children = async |tokens: &Tokens| {
            city.client().get_with("/oauth/userinfo", tokens.access()).await.expect(200).value()["children"].clone()
        };
        assert_eq!(children(&mothers).await.as_array().unwrap().len(), 1);
        let bindings = city
            .query(&format!(
                "SELECT b.id, b.student_id FROM bindings b JOIN accounts a ON a.id = b.account_id WHERE a.email = '{}'",
                WANG_DAMING.email
            ))
            .await;
        let id = |index| bindings[0].try_get_by_index::<uuid::Uuid>(index).unwrap();
        let order = json!({ "student_id": id(1), "order_reference": "115年度家護字第123號", "binding_ids": [id(0)] });
        let desk = city.with_role("hsu", "protection_officer", None).await;
        desk.post("protective-seals", order).await.expect(201);
        assert_over(of_father.is_active(&city, fathers.access()).await);
        of_father.refresh(&city, fathers.refresh()).await.refused(400, "invalid_grant");
        assert!(of_mother.is_active(&city, mothers.access()).await);
        assert_eq!(children(&mothers).await, json!([]));
        let bound = city.client().get_with("bindings", mothers.access()).await.expect(200).value();
        assert_eq!(bound["items"], json!([]));
        assert_eq!(mother.get("bindings").await.expect(200).value()["items"].as_array().unwrap().len(), 1);
    }

    async fn who_has_all_data_deleted_is_known_to_no_service(city: City) {
        let parent = city.parent().await;
        let (service, tokens) = long_lasting(&city, &parent).await;
        let copy = parent
            .post("accounts/me/data-copies", json!({ "current_password": NEW_PASSWORD }))
            .await
            .expect(201)
            .value();
        let data = parent.get(copy["address"].as_str().unwrap()).await.expect(200).value();
        assert_eq!(data["oauth_grants"][0]["client_name"], "校園繳費");
        let asked = parent.post("accounts/me/deletion-requests", json!({ "current_password": NEW_PASSWORD })).await;
        assert!(matches!(asked.status, 200 | 201), "{}", asked.text());
        let id = asked.value()["id"].as_str().unwrap().to_owned();
        assert!(run_command(&city, &["deletion-requests", "carry-out", &id]).0);
        assert_over(service.is_active(&city, tokens.access()).await);
        for table in ["oauth_grants", "oauth_codes", "oauth_token_families", "oauth_refresh_tokens"] {
            assert_eq!(city.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
        }
    }

    async fn a_new_address_ends_what_other_browsers_opened(city: City) {
        let (here, there) = (city.teacher("lin").await, city.teacher("lin").await);
        let (service, kept) = long_lasting(&city, &here).await;
        let other = service.sign_in(&city, &there, "openid offline_access").await;
        let asked = json!({ "channel": "email", "address": "new@example.com", "purpose": "contact_change" });
        let sent = here.post("contact-verifications", asked).await.expect(201).value();
        city.work_outbox().await;
        let change = json!({
            "verification_id": sent["id"], "code": city.code_sent_to("new@example.com"), "current_password": DEMO_PASSWORD,
        });
        here.put("accounts/me/contact", change).await.expect(200);
        assert!(service.is_active(&city, kept.access()).await);
        assert_over(service.is_active(&city, other.access()).await);
    }
}
