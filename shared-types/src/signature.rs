//! 電子簽名 as strokes, not pixels.

use crate::limits;
use serde::{Deserialize, Serialize};

/// A signature. Typing one's name is the keyboard's way to sign, with the same effect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signature {
    /// Drawn with a finger, pen or mouse.
    Drawn {
        /// The drawing area's size; points lie within. Each side is 1 to 4096.
        width: u16,
        height: u16,
        /// Each stroke is a list of `[x, y]` points.
        strokes: Vec<Vec<[u16; 2]>>,
    },
    /// The signer's name, typed under an explicit statement: the applicant's, but for width, case, spaces and the marks
    /// between the parts of a name.
    Typed { name: String },
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether strokes could be a signature.
///
/// # Errors
/// `required` for less than a short line, `too_many` above the bounds, `format` for a point outside.
pub fn check_strokes(width: u16, height: u16, strokes: &[Vec<[u16; 2]>]) -> Result<(), crate::problem::FieldCode> {
    use crate::problem::FieldCode;
    let area = 1..=limits::SIGNATURE_EXTENT;
    if !area.contains(&width) || !area.contains(&height) {
        return Err(FieldCode::Format);
    }
    let points: usize = strokes.iter().map(Vec::len).sum();
    if strokes.len() > limits::SIGNATURE_STROKES || points > limits::SIGNATURE_POINTS {
        return Err(FieldCode::TooMany);
    }
    if strokes.iter().flatten().any(|[x, y]| *x > width || *y > height) {
        return Err(FieldCode::Format);
    }
    // A tap is not a signature: the pen must have moved a tenth of the shorter side.
    if ink_length(strokes) * 10.0 < f64::from(width.min(height)) {
        return Err(FieldCode::Required);
    }
    Ok(())
}

fn ink_length(strokes: &[Vec<[u16; 2]>]) -> f64 {
    strokes
        .iter()
        .flat_map(|stroke| stroke.windows(2))
        .map(|pair| {
            let [[x0, y0], [x1, y1]] = [pair[0], pair[1]].map(|p| p.map(f64::from));
            (x1 - x0).hypot(y1 - y0)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldCode;

    #[test]
    fn a_stroke_is_a_signature_and_a_tap_is_not() {
        assert_eq!(check_strokes(300, 150, &[vec![[10, 10], [80, 60]]]), Ok(()));
        assert_eq!(check_strokes(300, 150, &[vec![[10, 10]]]), Err(FieldCode::Required));
        assert_eq!(check_strokes(300, 150, &[]), Err(FieldCode::Required));
    }

    #[test]
    fn a_drawing_has_bounds() {
        assert_eq!(check_strokes(300, 150, &[vec![[301, 10], [80, 60]]]), Err(FieldCode::Format));
        assert_eq!(check_strokes(0, 150, &[]), Err(FieldCode::Format));
        let endless = vec![vec![[1, 1]; limits::SIGNATURE_POINTS + 1]];
        assert_eq!(check_strokes(300, 150, &endless), Err(FieldCode::TooMany));
    }
}
