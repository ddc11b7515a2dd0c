//! The QR code as black runs, for the template to draw.

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct QrRuns {
    /// Modules along a side, without the quiet zone.
    size: i32,
    /// `[x, y, length]` of each horizontal run of black modules.
    runs: Vec<[i32; 3]>,
}

/// Nothing for an address that is too long for a QR code.
pub(crate) fn encode(address: &str) -> Option<QrRuns> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut runs = Vec::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let length = (x..size).take_while(|&at| code.get_module(at, y)).count() as i32;
            if length > 0 {
                runs.push([x, y, length]);
            }
            x += length.max(1);
        }
    }
    Some(QrRuns { size, runs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_are_the_codes_black_modules() {
        let address = "https://kinbind.example/progress";
        let code = QrCode::encode_text(address, QrCodeEcc::Medium).unwrap();
        let QrRuns { size, runs } = encode(address).unwrap();
        assert_eq!(size, code.size());
        let is_drawn = |x, y| runs.iter().any(|run| run[1] == y && (run[0]..run[0] + run[2]).contains(&x));
        for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
            assert_eq!(is_drawn(x, y), code.get_module(x, y), "{x} {y}");
        }
        assert!(encode(&"x".repeat(5000)).is_none());
    }
}
