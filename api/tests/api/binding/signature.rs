//! 電子簽名: drawn, typed, and what is neither.

use crate::support::*;
use serde_json::{Value, json};

fn drawn(strokes: Value) -> Value {
    json!({ "kind": "drawn", "width": 300, "height": 150, "strokes": strokes })
}

on_both! {
    async fn a_name_can_be_typed_instead_of_drawn(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["signature"] = json!({ "kind": "typed", "name": "王大明" });
        parent.post("binding-applications", form).await.expect(201);
    }

    async fn what_cannot_be_a_signature_is_refused(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let tap = drawn(json!([[[10, 10]]]));
        let outside = drawn(json!([[[10, 10], [301, 10]]]));
        let strokes_101 = drawn(vec![json!([[1, 1], [200, 100]]); 101].into());
        let points_8001 = drawn(json!([vec![json!([1, 1]); 8001]]));
        let no_area = json!({ "kind": "drawn", "width": 0, "height": 150, "strokes": [] });
        let no_name = json!({ "kind": "typed", "name": " " });
        for (signature, code) in [
            (tap, "required"),
            (outside, "format"),
            (strokes_101, "too_many"),
            (points_8001, "too_many"),
            (no_area, "format"),
            (no_name, "required"),
        ] {
            form["signature"] = signature;
            let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
            refused.fields(&[("/signature", code)]);
        }
        for malformed in [
            json!({ "kind": "photo", "png": "iVBORw0KGgo=" }),
            drawn(json!([[[-1, 10], [100, 10]]])),
            drawn(json!([[[0.5, 10], [100, 10]]])),
            json!({ "kind": "typed", "name": "王大明", "strokes": [] }),
        ] {
            form["signature"] = malformed;
            parent.post("binding-applications", &form).await.problem(400, "malformed_body");
        }
    }

    async fn the_longest_signature_fits_in_a_body(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let stroke: Vec<_> = (0..80).map(|i| json!([4000 + i, 4000 + i])).collect();
        form["signature"] = json!({ "kind": "drawn", "width": 4096, "height": 4096, "strokes": vec![stroke; 100] });
        parent.post("binding-applications", form).await.expect(201);
    }
}
