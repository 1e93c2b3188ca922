/** The one import of the vendored library: every module takes Preact and htm from here. */
export {
  html, render, createContext, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useReducer,
} from '../vendor/htm-preact.js';
