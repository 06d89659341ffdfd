// A live range: parameters follow the signal, change at multiples of 500 samples, and travel with the codes.
import { from } from 'rxjs';
import { ecg, muLaw, quantize, sqnr, trackRange } from '../node.js';

from(ecg({ sampleRate: 250, samples: 10_000, seed: 7 }))
  .pipe(trackRange({ every: 500 }), quantize({ quantizer: muLaw({ bits: 8 }) }), sqnr())
  .subscribe(report => console.log(`ECG at 8 bits mu-law: ${report.total.sqnr.toFixed(2)} dB about the mean`));
