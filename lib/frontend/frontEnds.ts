import type { MicroFrontendSettings } from './microFrontendSettings.js';

/** The front end of TensorFlow Lite Micro's `micro_speech`: 40 bands of windows of 30 ms, every 20 ms, at 16 kHz. */
export const MICRO_SPEECH: MicroFrontendSettings = Object.freeze({
  sampleRate: 16000,
  size: 480,
  hop: 320,
  channels: 40,
  pcan: true,
});

/** That of microWakeWord and ESPHome's `micro_wake_word`: the same every 10 ms. */
export const MICRO_WAKE_WORD: MicroFrontendSettings = Object.freeze({ ...MICRO_SPEECH, hop: 160 });
