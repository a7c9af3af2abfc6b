// Patterns of EventBridge, and what they match.
import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../../emulator/events/event-match';

const EVENT = {
  source: 'aws.s3',
  resources: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
  detail: { object: { key: 'in/Manifest.json', size: 7 }, 'source-ip-address': '10.0.0.200', empty: null },
};

const key = (choice: unknown): object => ({ detail: { object: { key: [choice] } } });
const size = (choice: unknown): object => ({ detail: { object: { size: [choice] } } });

describe('an event', () => {
  it.each<[string, object]>([
    ['a value of its list', { source: ['aws.ec2', 'aws.s3'] }],
    ['one of several values', { resources: ['arn:aws:s3:::b'] }],
    ['null', { detail: { empty: [null] } }],
    ['a number', size(7)],
    ['a prefix', key({ prefix: 'in/' })],
    ['a prefix whatever its case', key({ prefix: { 'equals-ignore-case': 'IN/' } })],
    ['a suffix', key({ suffix: '.json' })],
    ['a text whatever its case', key({ 'equals-ignore-case': 'IN/manifest.json' })],
    ['a wildcard', key({ wildcard: 'in/*.js*n' })],
    ['anything but a text', key({ 'anything-but': 'x' })],
    ['anything but texts', key({ 'anything-but': ['x', 'y'] })],
    ['anything but a prefix', key({ 'anything-but': { prefix: 'out/' } })],
    ['a range', size({ numeric: ['>', 0, '<=', 7] })],
    ['what is there', key({ exists: true })],
    ['what is not there', { detail: { none: [{ exists: false }] } }],
    ['an address in a block', { detail: { 'source-ip-address': [{ cidr: '10.0.0.0/24' }] } }],
    ['one of several patterns', { $or: [{ source: ['x'] }, size(7)] }],
  ])('matches %s', (_what, pattern) => {
    expect(matchesPattern(JSON.stringify(pattern), EVENT)).toBe(true);
  });

  it.each<[string, object]>([
    ['another value', { source: ['aws.ec2'] }],
    ['a value of another type', size('7')],
    ['one field of two', { source: ['aws.s3'], account: ['1'] }],
    ['a prefix of another case', key({ prefix: 'IN/' })],
    ['a wildcard whose parts overlap', key({ wildcard: 'in/Manifest*Manifest.json' })],
    ['anything but its own value', key({ 'anything-but': ['in/Manifest.json'] })],
    ['anything but its own suffix', key({ 'anything-but': { suffix: '.json' } })],
    ['anything but a value where there is none', { detail: { none: [{ 'anything-but': 'x' }] } }],
    ['a range that ends before it', size({ numeric: ['<', 7] })],
    ['what is there', { detail: { none: [{ exists: true }] } }],
    ['an address of another block', { detail: { 'source-ip-address': [{ cidr: '10.0.0.0/25' }] } }],
    ['a field below a text', { source: { name: ['x'] } }],
    ['none of several patterns', { $or: [{ source: ['x'] }, size(8)] }],
  ])('does not match %s', (_what, pattern) => {
    expect(matchesPattern(JSON.stringify(pattern), EVENT)).toBe(false);
  });
});
